/// One connection to one host: a script in, its answer out. The only room with an SSH library.
@NullMarked
package io.wgorch.ssh;

import org.jspecify.annotations.NullMarked;
