/// Keys and ciphers. What the JDK has comes from the JDK; the only room that sees a crypto library.
@NullMarked
package io.wgorch.crypto;

import org.jspecify.annotations.NullMarked;
