/// What is wrong, where, and what to write instead: errors for people as values, never as exceptions.
@NullMarked
package io.wgorch.diag;

import org.jspecify.annotations.NullMarked;
