/// The words of wg(8) and wg-quick(8) as values, and reading and writing their text.
@NullMarked
package io.wgorch.wireguard;

import org.jspecify.annotations.NullMarked;
