/**
 * Groups and their offsets as a pure state machine: the classic group protocol of Apache Kafka, and what both protocols
 * share; the consumer protocol is in {@link io.millrace.coordinator.consumer}.
 *
 * <p>The broker makes one {@link io.millrace.coordinator.group.GroupCoordinator} for each partition of {@code
 * __consumer_offsets}, on that partition's loop, feeds it the partition's records ({@code replay}, {@code loaded}) and
 * its durable offset ({@code committed}), and hands each request's body over with the time; the answer's body comes back
 * complete, its error codes set, when it is committed. Not checked here: who may do it, whether topics exist, topic ids.
 */
@NullMarked
package io.millrace.coordinator.group;

import org.jspecify.annotations.NullMarked;
