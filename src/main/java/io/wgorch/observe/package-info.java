/// One probe script per host: facts, and what it has of our resources, in files and in the kernel.
@NullMarked
package io.wgorch.observe;

import org.jspecify.annotations.NullMarked;
