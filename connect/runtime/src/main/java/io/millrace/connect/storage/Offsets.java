package io.millrace.connect.storage;

import io.millrace.connect.storage.Journal.Entry;
import io.millrace.connect.task.OffsetStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where source connectors are, as their topic says it: keys of {@code ["connector",{partition}]}, a tombstone where there
 * is no position any more. What is read is what JSON made of it. <i>Any thread.</i>
 */
public final class Offsets implements OffsetStore {
    private final String topic;
    private final Journal journal;
    private final Map<String, Map<Map<String, ?>, Map<String, ?>>> byConnector = new ConcurrentHashMap<>();

    Offsets(String topic, Journal journal) {
        this.topic = topic;
        this.journal = journal;
    }

    @Override
    public Map<Map<String, ?>, Map<String, ?>> read(String connector, Collection<? extends Map<String, ?>> partitions) {
        Map<Map<String, ?>, Map<String, ?>> known = byConnector.getOrDefault(connector, Map.of());
        Map<Map<String, ?>, Map<String, ?>> found = new HashMap<>();
        for (Map<String, ?> partition : partitions) {
            Map<String, ?> offset = known.get(asStored(partition));
            if (offset != null) {
                found.put(partition, offset);
            }
        }
        return found;
    }

    /** All positions of the connector. */
    public Map<Map<String, ?>, Map<String, ?>> all(String connector) {
        return Map.copyOf(byConnector.getOrDefault(connector, Map.of()));
    }

    @Override
    public CompletableFuture<Void> write(String connector, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets) {
        List<Entry> entries = new ArrayList<>();
        Map<Map<String, ?>, @Nullable Map<String, ?>> stored = new LinkedHashMap<>();
        try {
            offsets.forEach((partition, offset) -> {
                byte[] value = offset == null ? null : Json.bytes(offset);
                entries.add(new Entry(Json.bytes(List.of(connector, partition)), value));
                stored.put(asStored(partition), value == null ? null : Json.readObject(value));
            });
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return journal.append(topic, entries).thenRun(() -> stored.forEach((p, o) -> put(connector, p, o)));
    }

    /** Takes a record; throws IllegalArgumentException on one that cannot be read. */
    @SuppressWarnings("unchecked") // Json makes maps by text only
    void take(byte[] key, byte @Nullable [] value) {
        if (Json.read(key) instanceof List<?> parts
                && parts.size() == 2
                && parts.get(0) instanceof String connector
                && parts.get(1) instanceof Map<?, ?> partition) {
            put(connector, (Map<String, ?>) partition, value == null ? null : Json.readObject(value));
        } else {
            throw new IllegalArgumentException("the key names no connector and partition");
        }
    }

    String topic() {
        return topic;
    }

    private void put(String connector, Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (offset == null) {
            Map<Map<String, ?>, Map<String, ?>> known = byConnector.get(connector);
            if (known != null) {
                known.remove(partition);
            }
        } else {
            byConnector
                    .computeIfAbsent(connector, c -> new ConcurrentHashMap<>())
                    .put(partition, offset);
        }
    }

    private static Map<String, ?> asStored(Map<String, ?> partition) {
        return Json.readObject(Json.bytes(partition));
    }
}
