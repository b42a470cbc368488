package io.millrace.connect.herder;

import io.millrace.connect.task.OffsetStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** A source connector's view of its positions. <i>Any thread.</i> */
final class SourcePositions implements OffsetStorageReader {
    private final String connector;
    private final OffsetStore offsets;

    SourcePositions(String connector, OffsetStore offsets) {
        this.connector = connector;
        this.offsets = offsets;
    }

    @Override
    @SuppressWarnings("unchecked") // JSON gives text, numbers and truth values
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        return (Map<String, Object>) offsets.read(connector, List.of(partition)).get(partition);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, ?>, Map<String, ?>> read = offsets.read(connector, partitions);
        Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
        partitions.forEach(partition -> {
            Map<String, ?> offset = read.get(partition);
            if (offset != null) {
                found.put(partition, (Map<String, Object>) offset);
            }
        });
        return found;
    }
}
