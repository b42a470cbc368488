package io.millrace.streams;

import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;

/** A key with its value. *Immutable.* */
@NullUnmarked // K and V say whether a key or a value may be null
public class KeyValue<K, V> {
    /** The key. */
    public final K key;
    /** The value. */
    public final V value;

    /** Of a key and a value, each may be null. */
    public KeyValue(K key, V value) {
        this.key = key;
        this.value = value;
    }

    /** Of a key and a value, each may be null. */
    public static <K, V> KeyValue<K, V> pair(K key, V value) {
        return new KeyValue<>(key, value);
    }

    @Override
    public String toString() {
        return "KeyValue(" + key + ", " + value + ")";
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof KeyValue<?, ?> that
                        && Objects.equals(key, that.key)
                        && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, value);
    }
}
