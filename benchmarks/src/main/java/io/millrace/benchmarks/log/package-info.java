/** The log beside Apache Kafka: start, memory, produce and consume with the stock Java client. */
@NullMarked
package io.millrace.benchmarks.log;

import org.jspecify.annotations.NullMarked;
