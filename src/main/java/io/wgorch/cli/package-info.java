/// The command line: commands, options, exit codes.
@NullMarked
package io.wgorch.cli;

import org.jspecify.annotations.NullMarked;
