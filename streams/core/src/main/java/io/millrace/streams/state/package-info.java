/** State stores as their users see them: names as in Kafka Streams. */
@NullMarked
package io.millrace.streams.state;

import org.jspecify.annotations.NullMarked;
