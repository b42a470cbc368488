package io.millrace.broker.partition;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Names one partition by its topic's id, which a later topic of the same name does not share. <i>Immutable.</i> */
public record PartitionKey(Uuid topicId, int partition) {
    // By hand, as in LogId.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionKey key && partition == key.partition && topicId.equals(key.topicId);
    }

    @Override
    public int hashCode() {
        return topicId.hashCode() * 31 + partition;
    }
}
