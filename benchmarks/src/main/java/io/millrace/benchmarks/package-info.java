/** Loads side by side with Apache Kafka and Kafka Streams. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
