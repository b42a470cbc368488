package io.millrace.storage.disk;

import io.millrace.base.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One directory in memory: its entries as they are now, and as the disk has them. Guarded by its disk. */
final class MemoryDirectory {
    /** Values are {@link MemoryNode} or {@link MemoryDirectory}. */
    final Map<String, Object> entries = new TreeMap<>();

    private final boolean remembers;
    private final Map<String, Object> durable = new TreeMap<>();
    /** Entries as they were after each change since the last sync. */
    private final List<Map<String, Object>> unsynced = new ArrayList<>();

    MemoryDirectory(boolean remembers) {
        this.remembers = remembers;
    }

    void changed() {
        if (remembers) {
            unsynced.add(new TreeMap<>(entries));
        }
    }

    void sync() {
        durable.clear();
        durable.putAll(entries);
        unsynced.clear();
    }

    /** Any prefix of the changes since the last sync may have reached the disk. */
    void crash(Rng rng) {
        int kept = rng.nextInt(2) == 0 ? 0 : rng.nextInt(unsynced.size() + 1);
        if (kept > 0) {
            durable.clear();
            durable.putAll(unsynced.get(kept - 1));
        }
        unsynced.clear();
        entries.clear();
        entries.putAll(durable);
        for (Object entry : entries.values()) {
            if (entry instanceof MemoryDirectory directory) {
                directory.crash(rng);
            } else {
                ((MemoryNode) entry).crash(rng);
            }
        }
    }
}
