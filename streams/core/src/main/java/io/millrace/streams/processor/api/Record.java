package io.millrace.streams.processor.api;

import io.millrace.streams.errors.StreamsException;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A record on its way through the topology: key, value, time and headers. Only the headers can change. */
@NullUnmarked // K and V say whether a key or a value may be null
public class Record<K, V> {
    private final K key;
    private final V value;
    private final long timestamp;
    private final Headers headers;

    /** Of all four; the headers are copied. */
    public Record(K key, V value, long timestamp, @Nullable Headers headers) {
        if (timestamp < 0) {
            throw new StreamsException("Malformed Record: the timestamp may not be negative, and is " + timestamp);
        }
        this.key = key;
        this.value = value;
        this.timestamp = timestamp;
        this.headers = headers == null ? new RecordHeaders() : new RecordHeaders(headers);
    }

    /** Without headers. */
    public Record(K key, V value, long timestamp) {
        this(key, value, timestamp, null);
    }

    /** The key, or null. */
    public K key() {
        return key;
    }

    /** The value, or null. */
    public V value() {
        return value;
    }

    /** The time in milliseconds. */
    public long timestamp() {
        return timestamp;
    }

    /** The headers. */
    public Headers headers() {
        return headers;
    }

    /** The same with another key. */
    public <NewK> Record<NewK, V> withKey(NewK key) {
        return new Record<>(key, value, timestamp, headers);
    }

    /** The same with another value. */
    public <NewV> Record<K, NewV> withValue(NewV value) {
        return new Record<>(key, value, timestamp, headers);
    }

    /** The same at another time. */
    public Record<K, V> withTimestamp(long timestamp) {
        return new Record<>(key, value, timestamp, headers);
    }

    /** The same with other headers. */
    public Record<K, V> withHeaders(Headers headers) {
        return new Record<>(key, value, timestamp, headers);
    }

    @Override
    public String toString() {
        return "Record{key=" + key + ", value=" + value + ", timestamp=" + timestamp + ", headers=" + headers + '}';
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Record<?, ?> that
                        && timestamp == that.timestamp
                        && Objects.equals(key, that.key)
                        && Objects.equals(value, that.value)
                        && Objects.equals(headers, that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, value, timestamp, headers);
    }
}
