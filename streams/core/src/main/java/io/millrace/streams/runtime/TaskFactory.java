package io.millrace.streams.runtime;

import io.millrace.client.consume.Fetcher;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.task.Task;
import io.millrace.streams.task.TaskConfig;
import io.millrace.streams.task.TaskPorts;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.Node;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Makes tasks of a topology's sub-topologies, with their ways out. <i>Loop-owned.</i> */
final class TaskFactory {
    private final RuntimeConfig config;
    private final Map<String, GlobalStore> globals;
    private final TopicSink sink;
    private final Map<Integer, SubTopology> subTopologies = new HashMap<>();
    private final Map<String, String> resetPolicies = new HashMap<>();

    TaskFactory(RuntimeConfig config, BuiltTopology topology, Map<String, GlobalStore> globals, TopicSink sink) {
        this.config = config;
        this.globals = globals;
        this.sink = sink;
        for (SubTopology sub : topology.subTopologies()) {
            subTopologies.put(sub.id(), sub);
            for (Node node : sub.sources()) {
                if (node.spec() instanceof Spec.Source source) {
                    notePolicy(source);
                }
            }
        }
    }

    private void notePolicy(Spec.Source source) {
        for (String topic : source.topics()) {
            if (source.repartition()) {
                // What an upstream task wrote before this one began must not be passed over.
                resetPolicies.put(config.internalTopic(topic), "earliest");
            } else {
                source.reset().ifPresent(policy -> resetPolicies.put(topic, policy.toString()));
            }
        }
    }

    /** Where the partition begins without a committed position: earliest, latest or none. */
    String resetPolicy(TopicPartition partition) {
        return resetPolicies.getOrDefault(partition.topic(), config.resetPolicy());
    }

    /**
     * A task that has not begun.
     *
     * @param tasksOfThread with which it shares the thread's memory for buffered stores
     * @param existing the partitions that exist of those that it reads
     */
    ActiveTask open(TaskId id, int tasksOfThread, Fetcher fetcher, Set<TopicPartition> existing, int pauseAboveBytes) {
        SubTopology sub = subTopologies.get(id.subtopology());
        if (sub == null) {
            throw new StreamsException("task " + id + " was assigned, but this instance's topology has no such"
                    + " sub-topology: do all instances run the same program?");
        }
        Map<String, String> changelogs = new HashMap<>();
        for (StoreSpec store : sub.stores()) {
            if (store.logging()) {
                changelogs.put(store.name(), config.internalTopic(store.changelog()));
            }
        }
        TaskPorts ports = new TaskPorts(sink, sink.changelog(id.partition(), changelogs));
        Task task = new Task(id, sub, ports, share(config.task(), tasksOfThread), globals);
        List<TopicPartition> partitions =
                task.partitions().stream().filter(existing::contains).toList();
        return new ActiveTask(task, fetcher, partitions, pauseAboveBytes);
    }

    /** The topics, known by name, that the tasks write records to. */
    Set<String> outputs(Collection<TaskId> tasks) {
        Set<String> topics = new TreeSet<>();
        for (TaskId id : tasks) {
            SubTopology sub = subTopologies.get(id.subtopology());
            for (Node node : sub == null ? List.<Node>of() : sub.sinks()) {
                if (node.spec() instanceof Spec.Sink out && out.topic() != null) {
                    topics.add(out.repartition() ? config.internalTopic(out.topic()) : out.topic());
                }
            }
        }
        return topics;
    }

    private static TaskConfig share(TaskConfig all, int tasks) {
        return new TaskConfig(
                all.applicationId(),
                all.defaultKeySerde(),
                all.defaultValueSerde(),
                all.defaultTimestampExtractor(),
                all.cacheMaxBytes() / Math.max(1, tasks),
                all.maxTaskIdleMs(),
                all.deserializationHandler(),
                all.processingHandler(),
                all.productionHandler());
    }
}
