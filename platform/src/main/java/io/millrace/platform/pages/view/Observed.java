package io.millrace.platform.pages.view;

import io.millrace.streams.TopologyDescription;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the parts answered at one time. <i>Immutable.</i>
 *
 * @param atMs when
 * @param log how the log is
 * @param registry how the registry is; null when there is none
 * @param connect how the worker is; null when there is none
 * @param topics partitions by topic, in order of their names
 * @param moreTopics how many were left out
 * @param starts first offsets
 * @param ends next offsets
 * @param groups committed positions by group
 * @param connectors all of them
 * @param jobs those of this process
 */
public record Observed(
        long atMs,
        Part log,
        @Nullable Part registry,
        @Nullable Part connect,
        Map<String, Integer> topics,
        int moreTopics,
        Map<TopicPartition, Long> starts,
        Map<TopicPartition, Long> ends,
        Map<String, Map<TopicPartition, Long>> groups,
        List<Connector> connectors,
        List<Job> jobs) {

    /**
     * A part and whether it answers. <i>Immutable.</i>
     *
     * @param url where it is
     * @param error why it does not answer, or null
     */
    public record Part(String url, @Nullable String error) {}

    /**
     * A connector as its worker tells it, without its config. <i>Immutable.</i>
     *
     * @param name its name
     * @param sink whether it reads topics
     * @param className the plug-in's
     * @param state its state
     * @param error why it failed, in one line
     * @param tasks its tasks
     * @param topics those that it reads or has written to
     * @param deadLetters where it puts what it cannot do, or null
     */
    public record Connector(
            String name,
            boolean sink,
            String className,
            String state,
            @Nullable String error,
            List<Task> tasks,
            List<String> topics,
            @Nullable String deadLetters) {}

    /**
     * A connector's task. <i>Immutable.</i>
     *
     * @param id its number
     * @param state its state
     * @param error why it failed, in one line
     */
    public record Task(int id, String state, @Nullable String error) {}

    /**
     * A streams job of this process. <i>Immutable.</i>
     *
     * @param name its name
     * @param applicationId its group
     * @param state its state
     * @param description its steps
     * @param positions next offsets of the tasks in this process
     */
    public record Job(
            String name,
            String applicationId,
            String state,
            TopologyDescription description,
            Map<TopicPartition, Long> positions) {}
}
