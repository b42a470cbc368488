/** Drawings of what was measured, as SVG. */
@NullMarked
package io.millrace.benchmarks.draw;

import org.jspecify.annotations.NullMarked;
