/** {@code torture}: clients at work on a node that is killed again and again, and their whole history checked. */
@NullMarked
package io.millrace.benchmarks.torture;

import org.jspecify.annotations.NullMarked;
