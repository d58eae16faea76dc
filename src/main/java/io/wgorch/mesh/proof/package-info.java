/// Who reaches whom, proven on paper before a host is touched, and why not. Pure.
@NullMarked
package io.wgorch.mesh.proof;

import org.jspecify.annotations.NullMarked;
