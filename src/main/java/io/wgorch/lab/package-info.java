/// Real Debian hosts on this machine, one container per node, to learn and to rehearse.
@NullMarked
package io.wgorch.lab;

import org.jspecify.annotations.NullMarked;
