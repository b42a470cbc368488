/** The graph: nodes, what each does, sub-topologies. */
@NullMarked
package io.millrace.streams.topology;

import org.jspecify.annotations.NullMarked;
