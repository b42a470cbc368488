package io.millrace.registry.journal;

import io.millrace.client.config.SecurityConfig;

/**
 * Where the schemas are kept, and as whom. <i>Immutable.</i>
 *
 * @param bootstrapServers nodes of the log
 * @param security how connections to them are secured
 * @param topic the topic
 * @param replicationFactor its copies when it is made here, -1 for the cluster's default
 * @param timeoutMs a write's patience
 * @param initTimeoutMs the start's patience
 * @param groupId the group that chooses the leader
 * @param identity how the others know this one
 */
public record JournalConfig(
        String bootstrapServers,
        SecurityConfig security,
        String topic,
        short replicationFactor,
        int timeoutMs,
        int initTimeoutMs,
        String groupId,
        Identity identity) {}
