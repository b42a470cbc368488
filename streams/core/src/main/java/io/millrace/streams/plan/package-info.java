/** From the DSL to the graph, with Kafka Streams' names. */
@NullMarked
package io.millrace.streams.plan;

import org.jspecify.annotations.NullMarked;
