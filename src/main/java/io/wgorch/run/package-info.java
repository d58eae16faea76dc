/// One pipeline per goal: reads the project, fans out over the hosts, and puts the rooms in a row.
@NullMarked
package io.wgorch.run;

import org.jspecify.annotations.NullMarked;
