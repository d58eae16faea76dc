/// Writing JSON. The only room with a JSON library.
@NullMarked
package io.wgorch.json;

import org.jspecify.annotations.NullMarked;
