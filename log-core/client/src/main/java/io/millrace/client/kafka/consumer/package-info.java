/** What stands behind the consumer: the user's thread, its positions, and the way to the client's loop. */
@NullMarked
package io.millrace.client.kafka.consumer;

import org.jspecify.annotations.NullMarked;
