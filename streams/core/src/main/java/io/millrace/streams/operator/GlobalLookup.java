package io.millrace.streams.operator;

import io.millrace.streams.store.Codec;
import io.millrace.streams.store.GlobalTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a global table by objects. <i>Any thread</i>, as far as the user's serdes are. */
public final class GlobalLookup {
    private final GlobalTable table;
    private final Codec keys;
    private final Codec values;
    private final String topic;

    /** Over a table whose bytes come from that topic. */
    public GlobalLookup(GlobalTable table, Codec keys, Codec values, String topic) {
        this.table = table;
        this.keys = keys;
        this.values = values;
        this.topic = topic;
    }

    /** The table itself. */
    public GlobalTable table() {
        return table;
    }

    /** Reads the keys. */
    public Codec keys() {
        return keys;
    }

    /** Reads the values. */
    public Codec values() {
        return values;
    }

    /** The topic that the serdes are told. */
    public String topic() {
        return topic;
    }

    /** What the key has now, or null. */
    public GlobalTable.@Nullable Version version(Object key) {
        byte[] bytes = keys.encode(topic, HeaderBytes.forStore(keys), key);
        return bytes == null ? null : table.get(bytes, 0, bytes.length);
    }

    /** The value that the key has now, or null. */
    public @Nullable Object get(Object key) {
        GlobalTable.Version version = version(key);
        return version == null ? null : value(version);
    }

    /** The object of a version's bytes: of unchangeable kinds made once, else made anew each time. */
    public @Nullable Object value(GlobalTable.Version version) {
        byte[] bytes = version.value();
        if (!values.canonical() || values.changeable()) {
            return values.read(topic, HeaderBytes.forStore(values), Arrays.copyOf(bytes, bytes.length));
        }
        Object decoded = version.decoded();
        if (decoded == null) {
            decoded = values.read(topic, HeaderBytes.forStore(values), bytes);
            version.decoded(decoded);
        }
        return decoded;
    }
}
