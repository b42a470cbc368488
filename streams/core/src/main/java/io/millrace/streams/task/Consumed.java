package io.millrace.streams.task;

/**
 * How far a task has come in one partition. <i>Immutable.</i>
 *
 * @param offset the next offset to process, which is the one to commit
 * @param leaderEpoch of the batch of the last processed record, -1 when unknown
 * @param partitionTime the largest timestamp processed, -1 when none; goes into the commit's metadata
 */
public record Consumed(long offset, int leaderEpoch, long partitionTime) {}
