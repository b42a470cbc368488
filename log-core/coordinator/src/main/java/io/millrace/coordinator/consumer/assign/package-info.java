/** Sharing partitions among the members of a consumer group: pure functions. */
@NullMarked
package io.millrace.coordinator.consumer.assign;

import org.jspecify.annotations.NullMarked;
