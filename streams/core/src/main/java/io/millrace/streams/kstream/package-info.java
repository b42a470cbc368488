/** The DSL: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.kstream;

import org.jspecify.annotations.NullMarked;
