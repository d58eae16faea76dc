/// Carries out a plan in transactions that undo themselves; tells what happens as events.
@NullMarked
package io.wgorch.apply;

import org.jspecify.annotations.NullMarked;
