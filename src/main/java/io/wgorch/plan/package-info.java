/// Desired against observed: an inert `Plan`, and its JSON form. Pure.
@NullMarked
package io.wgorch.plan;

import org.jspecify.annotations.NullMarked;
