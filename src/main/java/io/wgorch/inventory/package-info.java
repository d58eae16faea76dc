/// What the user wants of the mesh (`Inventory`), and what wgorch has done so far (`Registry`).
@NullMarked
package io.wgorch.inventory;

import org.jspecify.annotations.NullMarked;
