package io.millrace.streams.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value with the time of its last change. *Immutable.* */
public final class ValueAndTimestamp<V> {
    private final V value;
    private final long timestamp;

    private ValueAndTimestamp(V value, long timestamp) {
        this.value = value;
        this.timestamp = timestamp;
    }

    /** Of a value and its time; null when the value is null. */
    public static <V> @Nullable ValueAndTimestamp<V> make(@Nullable V value, long timestamp) {
        return value == null ? null : new ValueAndTimestamp<>(value, timestamp);
    }

    /** The value, or null when there is none. */
    public static <V> @Nullable V getValueOrNull(@Nullable ValueAndTimestamp<V> valueAndTimestamp) {
        return valueAndTimestamp == null ? null : valueAndTimestamp.value;
    }

    /** The value. */
    public V value() {
        return value;
    }

    /** Its time in milliseconds. */
    public long timestamp() {
        return timestamp;
    }

    @Override
    public String toString() {
        return "<" + value + "," + timestamp + ">";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueAndTimestamp<?> that
                && timestamp == that.timestamp
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, timestamp);
    }
}
