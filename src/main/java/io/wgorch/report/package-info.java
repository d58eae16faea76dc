/// Views: what people and programs see. The only room that words things for people.
@NullMarked
package io.wgorch.report;

import org.jspecify.annotations.NullMarked;
