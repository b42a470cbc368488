package io.millrace.connect.task.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.IllegalWorkerStateException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What a sink task sees of the worker; what it asks for is done between two puts. Owned by the task's thread. */
final class SinkContext implements SinkTaskContext {
    private final Map<String, String> config;
    private final PluginMetrics meters;
    private final Reading reading;
    private final @Nullable ErrantRecordReporter reporter;
    private final Map<TopicPartition, Long> rewinds = new HashMap<>();
    private long timeoutMs = -1;
    private boolean commitRequested;

    SinkContext(
            Map<String, String> config,
            PluginMetrics meters,
            Reading reading,
            @Nullable ErrantRecordReporter reporter) {
        this.config = config;
        this.meters = meters;
        this.reading = reading;
        this.reporter = reporter;
    }

    @Override
    public Map<String, String> configs() {
        return config;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        rewinds.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        rewinds.put(partition, offset);
    }

    @Override
    public void timeout(long ms) {
        timeoutMs = ms;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return reading.assignment();
    }

    @Override
    public void pause(TopicPartition... partitions) {
        reading.pause(owned(partitions), true);
    }

    @Override
    public void resume(TopicPartition... partitions) {
        reading.pause(owned(partitions), false);
    }

    @Override
    public void requestCommit() {
        commitRequested = true;
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return reporter;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        return meters;
    }

    /** Where the task wants to go on; told once. */
    Map<TopicPartition, Long> takeRewinds() {
        if (rewinds.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> all = Map.copyOf(rewinds);
        rewinds.clear();
        return all;
    }

    /** How long the task wants to wait for the next put, -1 for no wish; told once. */
    long takeTimeoutMs() {
        long wish = timeoutMs;
        timeoutMs = -1;
        return wish;
    }

    /** Whether a commit is wished for; told once. */
    boolean takeCommitRequest() {
        boolean was = commitRequested;
        commitRequested = false;
        return was;
    }

    private List<TopicPartition> owned(TopicPartition... partitions) {
        List<TopicPartition> all = List.of(partitions);
        for (TopicPartition each : all) {
            if (!reading.assignment().contains(each)) {
                throw new IllegalWorkerStateException(each + " is not assigned to this task");
            }
        }
        return all;
    }
}
