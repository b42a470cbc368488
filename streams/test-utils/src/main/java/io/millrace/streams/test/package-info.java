/** TestRecord: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.test;

import org.jspecify.annotations.NullMarked;
