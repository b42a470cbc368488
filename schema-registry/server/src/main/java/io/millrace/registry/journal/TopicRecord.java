package io.millrace.registry.journal;

import org.jspecify.annotations.Nullable;

/**
 * One record of the topic. <i>Immutable:</i> nobody changes the arrays.
 *
 * @param key its bytes, by which the topic is compacted
 * @param value its bytes, or null to take the key out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TopicRecord(byte[] key, byte @Nullable [] value) {}
