/** How far a consumer has read: its positions, what feeds them, their commits, and the desk where its user waits. */
@NullMarked
package io.millrace.client.kafka.consumer;

import org.jspecify.annotations.NullMarked;
