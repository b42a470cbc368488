/** The main job end to end: {@code ./millrace demo}. */
@NullMarked
package io.millrace.examples.demo;

import org.jspecify.annotations.NullMarked;
