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
        sent = meter("record-send", "records sent");
        bytes = meter("byte", "bytes sent");
        errors = meter("record-error", "record sends that resulted in errors");
        size = metrics.sensor("batch-size");
        size.add(name("batch-size-avg", "The average number of bytes sent per partition per-request."), new Avg());
        size.add(name("batch-size-max", "The max number of bytes sent per partition per-request."), new Max());
        queued = metrics.sensor("record-queue-time");
        queued.add(
                name("record-queue-time-avg", "The average time in ms record batches spent in the send buffer."),
                new Avg());
        queued.add(
                name("record-queue-time-max", "The maximum time in ms record batches spent in the send buffer."),
                new Max());
    }

    /** What is asked for when somebody looks. */
    void watch(Staging staging, long bufferMemoryBytes) {
        gauge(
                "buffer-total-bytes",
                "The maximum amount of buffer memory the client can use (whether or not it is currently used).",
                s -> bufferMemoryBytes,
                staging);
        gauge(
                "buffer-available-bytes",
                "The total amount of buffer memory that is not being used (either unallocated or in the free list).",
                s -> bufferMemoryBytes - s.usedBytes(),
                staging);
        gauge(
                "waiting-threads",
                "The number of user threads blocked waiting for buffer memory to enqueue their records",
                Staging::waiting,
                staging);
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
        sensor.add(new Meter(
                name(what + "-rate", "The average per-second number of " + says + "."),
                name(what + "-total", "The total number of " + says + ".")));
        return sensor;
    }

    private void gauge(String name, String says, ToDoubleFunction<Staging> value, Staging staging) {
        metrics.addMetric(name(name, says), (config, now) -> value.applyAsDouble(staging));
    }

    private MetricName name(String name, String says) {
        return metrics.metricName(name, GROUP, says, tags);
    }
}
