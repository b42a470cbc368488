package io.millrace.registry.journal;

import io.millrace.registry.schema.SchemaText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ids of one context. The journal's loop alone writes it. <i>Any thread.</i> */
final class Ids {
    private final Map<Integer, StoredSchema> byId = new ConcurrentHashMap<>();
    private final Map<SchemaText, Integer> ids = new ConcurrentHashMap<>();
    private volatile int max;

    @Nullable
    StoredSchema schema(int id) {
        return byId.get(id);
    }

    @Nullable
    Integer idOf(SchemaText schema) {
        return ids.get(schema);
    }

    void forEach(Consumer<StoredSchema> visitor) {
        byId.values().forEach(visitor);
    }

    void addTo(List<StoredSchema> all) {
        byId.values().stream().sorted(Comparator.comparingInt(StoredSchema::id)).forEach(all::add);
    }

    int size() {
        return byId.size();
    }

    int max() {
        return max;
    }

    void raise(int id) {
        max = Math.max(max, id);
    }

    /** Notes that a version is the schema of its id; the first schema of an id keeps it. */
    void put(StoredSchema stored) {
        byId.put(stored.id(), stored);
        raise(stored.id());
    }

    /** Which id a schema has; the first one that it got. */
    void name(SchemaText schema, int id) {
        ids.putIfAbsent(schema, id);
    }

    void remove(StoredSchema stored) {
        byId.remove(stored.id());
        ids.remove(stored.schema(), stored.id());
    }
}
