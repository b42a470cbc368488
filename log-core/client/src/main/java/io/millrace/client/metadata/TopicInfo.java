package io.millrace.client.metadata;

import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * A topic as the cluster last told it. <i>Immutable.</i>
 *
 * @param name its name
 * @param id its id; {@link Uuid#ZERO_UUID} where the node knows none
 * @param internal whether the log keeps it for itself
 * @param partitions by number, without a gap
 */
public record TopicInfo(String name, Uuid id, boolean internal, List<PartitionInfo> partitions) {

    /**
     * One partition. <i>Immutable.</i>
     *
     * @param partition its number
     * @param leaderId the node that leads it, -1 for none
     * @param leaderEpoch the leader's epoch, -1 for unknown
     * @param replicas the nodes that hold it
     * @param inSync those of them that are in sync
     */
    public record PartitionInfo(
            int partition, int leaderId, int leaderEpoch, List<Integer> replicas, List<Integer> inSync) {}

    /** How many partitions it has. */
    public int partitionCount() {
        return partitions.size();
    }
}
