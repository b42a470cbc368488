/** Topologies that are built with both engines' DSL. */
@NullMarked
package io.millrace.streams.samples;

import org.jspecify.annotations.NullMarked;
