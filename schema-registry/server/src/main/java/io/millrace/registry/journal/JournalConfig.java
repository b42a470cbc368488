package io.millrace.registry.journal;

/**
 * Where the schemas are kept, and as whom. <i>Immutable.</i>
 *
 * @param bootstrapServers nodes of the log
 * @param topic the topic
 * @param replicationFactor its copies when it is made here, -1 for the cluster's default
 * @param timeoutMs a write's patience
 * @param initTimeoutMs the start's patience
 * @param groupId the group that chooses the leader
 * @param identity how the others know this one
 */
public record JournalConfig(
        String bootstrapServers,
        String topic,
        short replicationFactor,
        int timeoutMs,
        int initTimeoutMs,
        String groupId,
        Identity identity) {}
