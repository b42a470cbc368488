/** Kafka's own client interfaces over the client of the ground level, for code that is typed against them. */
@NullMarked
package io.millrace.client.kafka;

import org.jspecify.annotations.NullMarked;
