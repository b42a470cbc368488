/** Exceptions and the handlers that decide about them: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.errors;

import org.jspecify.annotations.NullMarked;
