/** Three jobs on Millrace's streams and on Kafka Streams, over the same input, each run in a process of its own. */
@NullMarked
package io.millrace.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
