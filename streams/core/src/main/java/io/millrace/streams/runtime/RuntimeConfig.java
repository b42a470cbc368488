package io.millrace.streams.runtime;

import io.millrace.base.Settings;
import io.millrace.streams.task.TaskConfig;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the threads of one instance are told. <i>Immutable.</i>
 *
 * @param applicationId names the group, and begins the names of internal topics
 * @param processId tells this instance's threads from others'
 * @param task what each task is told
 * @param commitIntervalMs time between commits
 * @param pollMs how long an idle thread waits at most
 * @param resetPolicy where a source without a policy of its own begins: earliest, latest or none
 * @param topicDefaults configs of every internal topic, by Kafka's names
 * @param replicationFactor of internal topics, -1 for the cluster's default
 * @param windowRetentionExtraMs added to a window store's retention in its changelog
 * @param mainClient settings of the client that reads input, joins the group and writes; by the client's id
 * @param restoreClient settings of the fetcher of changelogs
 * @param globalClient settings of the client that reads global tables; by the client's id
 */
public record RuntimeConfig(
        String applicationId,
        UUID processId,
        TaskConfig task,
        long commitIntervalMs,
        long pollMs,
        String resetPolicy,
        Map<String, String> topicDefaults,
        short replicationFactor,
        long windowRetentionExtraMs,
        Function<String, Settings> mainClient,
        Settings restoreClient,
        Function<String, Settings> globalClient) {
    /** The full name of an internal topic. */
    String internalTopic(String name) {
        return applicationId + "-" + name;
    }
}
