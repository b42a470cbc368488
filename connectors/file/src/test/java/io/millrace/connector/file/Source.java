package io.millrace.connector.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A worker as a task sees it: it keeps the offset of the last record of each partition. */
final class Source implements AutoCloseable {

    private final Map<Map<String, ?>, Map<String, Object>> offsets;
    private final FileSourceTask task = new FileSourceTask();

    Source(Map<String, String> settings, Map<Map<String, ?>, Map<String, Object>> offsets) {
        this.offsets = offsets;
        task.initialize(new Context());
        Map<String, String> all = new HashMap<>(Map.of("topic", "rows", "poll.interval.ms", "1"));
        all.putAll(settings);
        task.start(all);
    }

    /** What one poll gives. */
    List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = task.poll();
        if (records == null) {
            return List.of();
        }
        for (SourceRecord record : records) {
            offsets.put(record.sourcePartition(), new HashMap<>(record.sourceOffset()));
        }
        return records;
    }

    /** What polls give until one gives nothing. */
    List<SourceRecord> drain() throws InterruptedException {
        List<SourceRecord> all = new ArrayList<>();
        for (List<SourceRecord> some = poll(); !some.isEmpty(); some = poll()) {
            all.addAll(some);
        }
        return all;
    }

    @Override
    public void close() {
        task.stop();
    }

    private final class Context implements SourceTaskContext {

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                public <T> Map<String, Object> offset(Map<String, T> partition) {
                    return offsets.get(partition);
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
                    Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
                    partitions.forEach(partition -> found.put(partition, offset(partition)));
                    return found;
                }
            };
        }

        @Override
        public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException("no metrics here");
        }
    }
}
