/** Connectors under load: ours in our worker, and others in Kafka Connect's. */
@NullMarked
package io.millrace.benchmarks.connect;

import org.jspecify.annotations.NullMarked;
