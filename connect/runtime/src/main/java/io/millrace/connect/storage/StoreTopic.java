package io.millrace.connect.storage;

/**
 * A topic of the worker's. <i>Immutable.</i>
 *
 * @param key the configuration key that names it, for messages
 * @param topic its name
 * @param partitions when it is made
 * @param mustHavePartitions whether it may have no other number: order across partitions is none
 * @param replicationFactor when it is made; -1 for the cluster's default
 */
public record StoreTopic(
        String key, String topic, int partitions, boolean mustHavePartitions, short replicationFactor) {}
