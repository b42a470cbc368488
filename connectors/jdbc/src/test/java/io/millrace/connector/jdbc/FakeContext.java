package io.millrace.connector.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A worker as far as a sink task sees it; remembers what it was told. */
final class FakeContext implements SinkTaskContext {
    record Report(SinkRecord record, Throwable why) {}

    final List<Report> reports = new ArrayList<>();
    final List<Long> timeouts = new ArrayList<>();
    boolean hasReporter;
    boolean refusesReports;

    @Override
    public ErrantRecordReporter errantRecordReporter() {
        return hasReporter
                ? (record, why) -> {
                    if (refusesReports) {
                        throw new ConnectException("Tolerance exceeded in error handler", why);
                    }
                    reports.add(new Report(record, why));
                    return CompletableFuture.completedFuture(null);
                }
                : null;
    }

    @Override
    public void timeout(long timeoutMs) {
        timeouts.add(timeoutMs);
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requestCommit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException();
    }
}
