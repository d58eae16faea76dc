/// YAML as a tree that knows where each piece stands; strings stay strings. The only room with a YAML library.
@NullMarked
package io.wgorch.yaml;

import org.jspecify.annotations.NullMarked;
