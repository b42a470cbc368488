package io.millrace.client.kafka;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;
import org.apache.kafka.common.utils.Time;

/** What a producer counts, under Kafka's names; counted a batch, not a record. <i>Any thread.</i> */
final class ProducerMetrics implements AutoCloseable {
    private static final String GROUP = "producer-metrics";

    private final Metrics metrics;
    private final Map<String, String> tags;
    private final Sensor sent;
    private final Sensor bytes;
    private final Sensor errors;
    private final Sensor size;
    private final Sensor queued;

    ProducerMetrics(String clientId, List<MetricsReporter> reporters) {
        tags = Map.of("client-id", clientId);
        metrics = new Metrics(new MetricConfig().tags(tags), reporters, Time.SYSTEM);
        sent = meter("record-send", "Records acknowledged");
        bytes = meter("byte", "Bytes acknowledged");
        errors = meter("record-error", "Records that failed");
        size = metrics.sensor("batch-size");
        size.add(name("batch-size-avg", "Bytes of a batch, on average."), new Avg());
        size.add(name("batch-size-max", "Bytes of the largest batch."), new Max());
        queued = metrics.sensor("record-queue-time");
        queued.add(name("record-queue-time-avg", "Milliseconds that a batch lay staged, on average."), new Avg());
        queued.add(name("record-queue-time-max", "Milliseconds that a batch lay staged at most."), new Max());
    }

    /** What is asked for when somebody looks. */
    void watch(Staging staging, long bufferMemoryBytes) {
        gauge(
                "buffer-total-bytes",
                "Bytes that records may take until they are acknowledged.",
                s -> bufferMemoryBytes,
                staging);
        gauge(
                "buffer-available-bytes",
                "Bytes of those that are free.",
                s -> bufferMemoryBytes - s.usedBytes(),
                staging);
        gauge("waiting-threads", "Threads that wait for room to stage a record.", Staging::waiting, staging);
    }

    void handed(StagedBatch batch, long nowNanos) {
        queued.record((nowNanos - batch.openedNanos) / 1e6);
    }

    void ended(StagedBatch batch, StagedBatch.Part part) {
        if (part.failure() != null) {
            errors.record(part.count());
            return;
        }
        sent.record(part.count());
        double share = (double) batch.sizeInBytes * part.count() / Math.max(1, batch.recordCount());
        bytes.record(share);
        size.record(share);
    }

    void refused() {
        errors.record(1);
    }

    Map<MetricName, KafkaMetric> all() {
        return metrics.metrics();
    }

    @Override
    public void close() {
        metrics.close();
    }

    private Sensor meter(String what, String says) {
        Sensor sensor = metrics.sensor(what);
        sensor.add(new Meter(name(what + "-rate", says + " a second."), name(what + "-total", says + " in all.")));
        return sensor;
    }

    private void gauge(String name, String says, ToDoubleFunction<Staging> value, Staging staging) {
        metrics.addMetric(name(name, says), (config, now) -> value.applyAsDouble(staging));
    }

    private MetricName name(String name, String says) {
        return metrics.metricName(name, GROUP, says, tags);
    }
}
