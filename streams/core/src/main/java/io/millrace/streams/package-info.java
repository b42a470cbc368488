/** The public face: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams;

import org.jspecify.annotations.NullMarked;
