package io.millrace.client.admin;

import java.util.Map;

/**
 * A topic to be made. <i>Immutable.</i>
 *
 * @param name its name
 * @param partitions how many, -1 for the cluster's default
 * @param replicationFactor copies, -1 for the cluster's default
 * @param configs Kafka's topic configs, text by name
 */
public record NewTopic(String name, int partitions, short replicationFactor, Map<String, String> configs) {
    /** With the cluster's replication factor and default configs. */
    public NewTopic(String name, int partitions) {
        this(name, partitions, (short) -1, Map.of());
    }

    /** With the cluster's replication factor. */
    public NewTopic(String name, int partitions, Map<String, String> configs) {
        this(name, partitions, (short) -1, configs);
    }
}
