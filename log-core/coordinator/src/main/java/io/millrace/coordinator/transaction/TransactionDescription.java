package io.millrace.coordinator.transaction;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known of a transactional id. <i>Immutable.</i>
 *
 * @param startTimestampMs of its transaction, -1 when none is going on
 */
public record TransactionDescription(
        String transactionalId,
        TransactionState state,
        long producerId,
        short epoch,
        int timeoutMs,
        long startTimestampMs,
        List<TopicPartition> partitions) {
    static TransactionDescription of(Transaction transaction) {
        boolean open = transaction.state() == TransactionState.ONGOING
                || transaction.state().isPrepared();
        return new TransactionDescription(
                transaction.id(),
                transaction.state(),
                transaction.producerId(),
                transaction.epoch(),
                transaction.stored().timeoutMs(),
                open ? transaction.stored().startTimestampMs() : -1,
                transaction.partitions());
    }
}
