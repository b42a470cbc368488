package io.millrace.streams.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A key-value table that one thread writes while any number of others read, without a lock: slots are written with
 * release and read with acquire order, and a larger table replaces the old one whole. <i>Any thread</i> for reading.
 */
public final class GlobalTable {
    /** One key; its value changes, and is null once deleted. */
    public static final class Entry {
        private final byte[] key;
        private final int hash;
        private volatile @Nullable Version version;

        Entry(byte[] key, int hash, @Nullable Version version) {
            this.key = key;
            this.hash = hash;
            this.version = version;
        }

        /** The table's own array. */
        public byte[] key() {
            return key;
        }

        /** What the key has now, null once deleted. */
        public @Nullable Version version() {
            return version;
        }
    }

    /** A value with its timestamp. <i>Immutable</i>, but for a decoded form that readers may leave there. */
    public static final class Version {
        private final byte[] value;
        private final long timestamp;
        private @Nullable Object decoded;

        Version(byte[] value, long timestamp) {
            this.value = value;
            this.timestamp = timestamp;
        }

        /** The table's own array. */
        public byte[] value() {
            return value;
        }

        /** When it was set. */
        public long timestamp() {
            return timestamp;
        }

        /** What another reader left, or null; a race costs a second decoding, no more. */
        public @Nullable Object decoded() {
            return decoded;
        }

        /** Keeps the decoded form; only for immutable objects with final fields, such as strings and boxes. */
        public void decoded(@Nullable Object object) {
            decoded = object;
        }
    }

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Entry[].class);

    private volatile @Nullable Entry[] slots = new Entry[64];
    private int used;
    private volatile int live;

    /** What a key has now, or null. */
    public @Nullable Version get(byte[] key, int position, int size) {
        Entry entry = find(key, position, size, KeyIndex.hash(key, position, size));
        return entry == null ? null : entry.version;
    }

    /** Sets a key's value; a size of -1 deletes. Only on the writer's thread. */
    public void put(
            byte[] key, int position, int size, byte @Nullable [] value, int valuePosition, int valueSize, long time) {
        Version version = value == null || valueSize < 0
                ? null
                : new Version(Arrays.copyOfRange(value, valuePosition, valuePosition + valueSize), time);
        int hash = KeyIndex.hash(key, position, size);
        Entry entry = find(key, position, size, hash);
        if (entry != null) {
            live += (version == null ? 0 : 1) - (entry.version == null ? 0 : 1);
            entry.version = version;
        } else if (version != null) {
            add(new Entry(Arrays.copyOfRange(key, position, position + size), hash, version));
            live++;
        }
    }

    /** Number of keys with a value. */
    public int size() {
        return live;
    }

    /** Visits the keys that have a value, in no order; what changes meanwhile is seen or not. */
    public void forEach(Consumer<Entry> visitor) {
        for (@Nullable Entry entry : slots) {
            if (entry != null && entry.version != null) {
                visitor.accept(entry);
            }
        }
    }

    private @Nullable Entry find(byte[] key, int position, int size, int hash) {
        @Nullable Entry[] table = slots;
        int mask = table.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            Entry entry = (Entry) SLOTS.getAcquire(table, slot);
            if (entry == null) {
                return null;
            }
            if (entry.hash == hash
                    && entry.key.length == size
                    && Arrays.equals(entry.key, 0, size, key, position, position + size)) {
                return entry;
            }
        }
    }

    private void add(Entry entry) {
        if (2 * (used + 1) > slots.length) {
            grow();
        }
        place(slots, entry);
        used++;
    }

    /** Deleted keys are left behind here, and nowhere else, so that no reader's probe run breaks. */
    private void grow() {
        @Nullable Entry[] next = new Entry[Math.max(64, Integer.highestOneBit(live + 1) * 4)];
        int kept = 0;
        for (@Nullable Entry entry : slots) {
            if (entry != null && entry.version != null) {
                place(next, entry);
                kept++;
            }
        }
        used = kept;
        slots = next;
    }

    private static void place(@Nullable Entry[] table, Entry entry) {
        int mask = table.length - 1;
        int slot = entry.hash & mask;
        while (table[slot] != null) {
            slot = (slot + 1) & mask;
        }
        SLOTS.setRelease(table, slot, entry);
    }
}
