package io.millrace.connect.task.source;

import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.TaskSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** What a source task sees of the worker. <i>Any thread.</i> */
final class SourceContext implements SourceTaskContext, OffsetStorageReader {
    private final TaskSpec spec;
    private final OffsetStore store;
    private final PluginMetrics meters;

    SourceContext(TaskSpec spec, OffsetStore store, PluginMetrics meters) {
        this.spec = spec;
        this.store = store;
        this.meters = meters;
    }

    @Override
    public Map<String, String> configs() {
        return spec.taskConfig();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        return meters;
    }

    @Override
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        return offsets(List.of(partition)).get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, ?>, Map<String, ?>> found = store.read(spec.connector(), partitions);
        Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
        for (Map<String, T> partition : partitions) {
            Map<String, ?> offset = found.get(partition);
            if (offset != null) {
                offsets.put(partition, new HashMap<>(offset));
            }
        }
        return offsets;
    }
}
