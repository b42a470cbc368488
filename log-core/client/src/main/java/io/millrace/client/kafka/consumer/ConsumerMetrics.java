package io.millrace.client.kafka.consumer;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Rate;

/** A few true figures under Kafka's names, told once a poll. Owned by the user's thread; read by <i>any thread.</i> */
public final class ConsumerMetrics implements AutoCloseable {
    private static final String FETCHES = "consumer-fetch-manager-metrics";
    private static final String CONSUMER = "consumer-metrics";

    private final Metrics metrics = new Metrics();
    private final Sensor records;
    private final Sensor commits;

    /** Of that client. */
    public ConsumerMetrics(String clientId) {
        Map<String, String> tags = Map.of("client-id", clientId);
        records = metrics.sensor("records");
        records.add(name("records-consumed-total", FETCHES, "Records given out.", tags), new CumulativeSum());
        records.add(name("records-consumed-rate", FETCHES, "Records given out a second.", tags), new Rate());
        records.add(name("records-per-request-avg", FETCHES, "Records a poll that gave any.", tags), new Avg());
        commits = metrics.sensor("commits");
        commits.add(name("commit-total", CONSUMER, "Commits asked for.", tags), new CumulativeSum());
    }

    void consumed(int count) {
        records.record(count);
    }

    /** A commit was asked for. */
    public void committed() {
        commits.record(1);
    }

    /** All of them. */
    public Map<MetricName, ? extends Metric> all() {
        return metrics.metrics();
    }

    @Override
    public void close() {
        metrics.close();
    }

    private MetricName name(String name, String group, String says, Map<String, String> tags) {
        return metrics.metricName(name, group, says, tags);
    }
}
