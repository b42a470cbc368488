package io.millrace.connect.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.jspecify.annotations.Nullable;

/** A plug-in's own metrics, kept from the first one on. <i>Any thread;</i> its lock is its own. */
public final class PluginMeters implements PluginMetrics, AutoCloseable {
    private static final String GROUP = "plugins";

    private final Map<String, String> tags;
    private @Nullable Metrics metrics;

    /** With what tells this plug-in from others. */
    public PluginMeters(Map<String, String> tags) {
        this.tags = new LinkedHashMap<>(tags);
    }

    @Override
    public MetricName metricName(String name, String description, LinkedHashMap<String, String> more) {
        LinkedHashMap<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(more);
        return new MetricName(name, GROUP, description, all);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
        metrics().addMetric(name, new MetricConfig(), value);
    }

    @Override
    public void removeMetric(MetricName name) {
        metrics().removeMetric(name);
    }

    @Override
    public Sensor addSensor(String name) {
        return metrics().sensor(name);
    }

    @Override
    public void removeSensor(String name) {
        metrics().removeSensor(name);
    }

    @Override
    public synchronized void close() {
        Metrics made = metrics;
        if (made != null) {
            made.close();
        }
    }

    private synchronized Metrics metrics() {
        Metrics made = metrics;
        if (made == null) {
            made = new Metrics();
            metrics = made;
        }
        return made;
    }
}
