/// After the fact: handshakes and pings between real hosts.
@NullMarked
package io.wgorch.verify;

import org.jspecify.annotations.NullMarked;
