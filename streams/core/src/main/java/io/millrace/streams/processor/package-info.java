/** Contexts and extractors: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.processor;

import org.jspecify.annotations.NullMarked;
