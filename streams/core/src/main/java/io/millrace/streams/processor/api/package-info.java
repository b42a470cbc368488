/** What an operator sees of a record: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.processor.api;

import org.jspecify.annotations.NullMarked;
