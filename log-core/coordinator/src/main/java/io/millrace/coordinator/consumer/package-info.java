/**
 * Consumer groups whose members only heartbeat while the coordinator shares out the work (KIP-848). A member is told to give
 * up partitions first; whoever gets them is told when they are free. Pure: no thread, lock, clock, random, file or socket.
 *
 * <p>Read first: {@link io.millrace.coordinator.consumer.ConsumerGroups}, what is asked of a group;
 * {@link io.millrace.coordinator.consumer.Reconciliation}, the steps of one member.
 */
@NullMarked
package io.millrace.coordinator.consumer;

import org.jspecify.annotations.NullMarked;
