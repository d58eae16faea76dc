/// What must not be seen: redacted wherever it could be printed, wiped after use.
@NullMarked
package io.wgorch.secret;

import org.jspecify.annotations.NullMarked;
