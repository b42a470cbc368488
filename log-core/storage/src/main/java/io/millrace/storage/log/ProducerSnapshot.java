package io.millrace.storage.log;

/**
 * State of idempotent producers as of an offset, opaque to the log. <i>Immutable.</i>
 *
 * @param offset batches from this offset on are not contained
 * @param content written by the partition's owner
 */
public record ProducerSnapshot(long offset, byte[] content) {}
