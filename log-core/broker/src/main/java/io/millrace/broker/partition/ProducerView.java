package io.millrace.broker.partition;

/**
 * What DescribeProducers tells of a producer. <i>Immutable.</i>
 *
 * @param lastSequence -1 when no batch is known
 * @param coordinatorEpoch -1 when no transaction of it ended here
 * @param transactionStart the first offset of its open transaction, -1 when none is
 */
public record ProducerView(
        long producerId, short epoch, int lastSequence, long lastUsedMs, int coordinatorEpoch, long transactionStart) {}
