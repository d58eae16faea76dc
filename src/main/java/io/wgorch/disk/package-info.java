/// Files on this machine that must survive a crash.
@NullMarked
package io.wgorch.disk;

import org.jspecify.annotations.NullMarked;
