package io.millrace.coordinator.transaction;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction whose end is decided. <i>Immutable.</i>
 *
 * @param epoch that of the markers, at least that of its records
 * @param version the transaction.version that its client speaks: from 2 on the markers' epoch is above its records'
 */
public record Ended(
        String transactionalId,
        long producerId,
        short epoch,
        boolean committed,
        short version,
        List<TopicPartition> partitions) {}
