/** The windows that the engine makes: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.kstream.internals;

import org.jspecify.annotations.NullMarked;
