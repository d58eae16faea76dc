/// What a host can have: one `Kind` per file, each pure. Kinds write shell and read its output; they never do IO.
@NullMarked
package io.wgorch.resource;

import org.jspecify.annotations.NullMarked;
