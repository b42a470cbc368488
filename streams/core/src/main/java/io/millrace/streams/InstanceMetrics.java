package io.millrace.streams;

import io.millrace.streams.runtime.ThreadReport;
import io.millrace.streams.runtime.ThreadReport.TaskReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The figures of an instance under Kafka Streams' names, as they were when asked. <i>Immutable.</i> */
final class InstanceMetrics {
    private static final String CLIENT = "stream-metrics";
    private static final String THREAD = "stream-thread-metrics";
    private static final String TASK = "stream-task-metrics";
    /** Unknown to Kafka Streams, where consumers have such figures. */
    private static final String PARTITION = "stream-partition-metrics";

    private final Map<MetricName, Metric> metrics = new LinkedHashMap<>();

    private InstanceMetrics() {}

    static Map<MetricName, Metric> of(KafkaStreams.State state, String clientId, List<ThreadReport> threads) {
        InstanceMetrics all = new InstanceMetrics();
        Map<String, String> client = Map.of("client-id", clientId);
        all.put("state", CLIENT, "The state of the instance", client, state.name());
        all.put("alive-stream-threads", CLIENT, "Threads that live", client, threads.size());
        for (ThreadReport thread : threads) {
            Map<String, String> tags = Map.of("thread-id", thread.name());
            all.put("process-total", THREAD, "Input records processed", tags, (double) thread.processed());
            all.put("commit-total", THREAD, "Commits of positions", tags, (double) thread.commits());
            all.put(
                    "state",
                    THREAD,
                    "The state of the thread",
                    tags,
                    thread.state().name());
            thread.tasks().forEach(task -> all.put(thread, task));
        }
        return all.metrics;
    }

    private void put(ThreadReport thread, TaskReport task) {
        Map<String, String> tags =
                Map.of("thread-id", thread.name(), "task-id", task.id().toString());
        put("process-total", TASK, "Input records processed", tags, (double) task.processed());
        put("dropped-records-total", TASK, "Input records left out", tags, (double) task.dropped());
        long lag = 0;
        for (var end : task.ends().entrySet()) {
            lag += Math.max(0, end.getValue() - task.committed().getOrDefault(end.getKey(), 0L));
        }
        put("records-lag", TASK, "Records between the committed positions and the last heard ends", tags, (double) lag);
        task.positions()
                .forEach((partition, position) -> put(
                        "position",
                        PARTITION,
                        "The next offset to process",
                        Map.of(
                                "thread-id",
                                thread.name(),
                                "task-id",
                                task.id().toString(),
                                "topic",
                                partition.topic(),
                                "partition",
                                Integer.toString(partition.partition())),
                        (double) position));
    }

    private void put(String name, String group, String description, Map<String, String> tags, Object value) {
        MetricName metricName = new MetricName(name, group, description, tags);
        metrics.put(metricName, new Figure(metricName, value));
    }

    private record Figure(MetricName metricName, Object metricValue) implements Metric {}
}
