/** Starts of everything: ours in one process, and Apache Kafka with Kafka Connect. */
@NullMarked
package io.millrace.benchmarks.start;

import org.jspecify.annotations.NullMarked;
