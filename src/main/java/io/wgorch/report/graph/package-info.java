/// The mesh as a picture: what is to be seen ([MeshGraph]), and its forms (SVG, Mermaid, DOT). Pure: the
/// same mesh gives the same bytes.
@NullMarked
package io.wgorch.report.graph;

import org.jspecify.annotations.NullMarked;
