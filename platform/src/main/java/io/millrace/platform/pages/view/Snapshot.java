package io.millrace.platform.pages.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of one time; its names are those of the JSON. <i>Immutable.</i>
 *
 * @param at milliseconds of the epoch
 * @param log the log
 * @param registry the registry, or null
 * @param connect the worker, or null
 * @param topics the topics by name
 * @param moreTopics how many are left out
 * @param connectors the connectors, failed ones first
 * @param jobs the jobs of this process
 * @param edges what flows where
 */
public record Snapshot(
        long at,
        Observed.Part log,
        Observed.@Nullable Part registry,
        Observed.@Nullable Part connect,
        List<Topic> topics,
        int moreTopics,
        List<Connector> connectors,
        List<Job> jobs,
        List<Edge> edges) {

    /**
     * A topic. <i>Immutable.</i>
     *
     * @param name its name
     * @param internal whether it is hidden at first
     * @param partitions how many
     * @param records offsets from first to next, of all partitions
     * @param rate records a second that arrive; null when not yet known
     */
    public record Topic(
            String name,
            boolean internal,
            int partitions,
            long records,
            @Nullable Double rate) {}

    /**
     * A connector. <i>Immutable.</i>
     *
     * @param name its name
     * @param sink whether it reads topics
     * @param plugin its class without the package
     * @param state that of the connector, or of the worst of its tasks
     * @param error the first failure in one line
     * @param tasks its tasks
     * @param lag records that a sink has yet to commit; null for a source
     * @param rate records a second; null when not known
     */
    public record Connector(
            String name,
            boolean sink,
            String plugin,
            String state,
            @Nullable String error,
            List<Observed.Task> tasks,
            @Nullable Long lag,
            @Nullable Double rate) {}

    /**
     * A job. <i>Immutable.</i>
     *
     * @param name its name
     * @param application its id
     * @param state its state
     * @param lag records yet to be processed
     * @param rate records a second that it reads
     * @param parts its sub-topologies
     */
    public record Job(
            String name,
            String application,
            String state,
            long lag,
            @Nullable Double rate,
            List<JobPart> parts) {}

    /**
     * A sub-topology. <i>Immutable.</i>
     *
     * @param id its number
     * @param global whether it fills a global table
     * @param steps its nodes
     */
    public record JobPart(int id, boolean global, List<Step> steps) {}

    /**
     * A node of a sub-topology. <i>Immutable.</i>
     *
     * @param name its name
     * @param kind source, step or sink
     * @param topics read or written
     * @param stores used
     * @param next the nodes below
     */
    public record Step(String name, String kind, List<String> topics, List<String> stores, List<String> next) {}

    /**
     * A flow between a topic and a connector or job. Ends are {@code t:}, {@code c:} or {@code j:} and a name.
     * <i>Immutable.</i>
     *
     * @param from where from
     * @param to where to
     * @param rate records a second; null when not known
     * @param lag what the reader has yet to read; null for writers
     * @param internal whether the topic is hidden at first
     */
    public record Edge(
            String from,
            String to,
            @Nullable Double rate,
            @Nullable Long lag,
            boolean internal) {}
}
