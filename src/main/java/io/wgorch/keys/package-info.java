/// Where private keys live, and how a new one is made there.
@NullMarked
package io.wgorch.keys;

import org.jspecify.annotations.NullMarked;
