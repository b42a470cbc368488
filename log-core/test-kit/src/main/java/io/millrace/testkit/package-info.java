/** A log for tests: {@link io.millrace.testkit.MillraceTest}. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
