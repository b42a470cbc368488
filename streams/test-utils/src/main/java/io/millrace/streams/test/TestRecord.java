package io.millrace.streams.test;

import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record that a test pipes in or reads: key, value, headers and time. Compares by content. */
public class TestRecord<K, V> {
    private final @Nullable K key;
    private final @Nullable V value;
    private final Headers headers;
    private final @Nullable Instant recordTime;

    /** Of all four. */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers, @Nullable Instant recordTime) {
        this.key = key;
        this.value = value;
        this.headers = headers == null ? new RecordHeaders() : new RecordHeaders(headers);
        this.recordTime = recordTime;
    }

    /** With the time in milliseconds. */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers, @Nullable Long timestampMs) {
        this(key, value, headers, instant(timestampMs));
    }

    /** Without headers. */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Instant recordTime) {
        this(key, value, null, recordTime);
    }

    /** Without a time. */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers) {
        this(key, value, headers, (Instant) null);
    }

    /** Key and value alone. */
    public TestRecord(@Nullable K key, @Nullable V value) {
        this(key, value, null, (Instant) null);
    }

    /** A value alone. */
    public TestRecord(@Nullable V value) {
        this(null, value);
    }

    /** Of a consumed record. */
    public TestRecord(ConsumerRecord<K, V> record) {
        this(record.key(), record.value(), record.headers(), (Long) record.timestamp());
    }

    /** Of a record to produce. */
    public TestRecord(ProducerRecord<K, V> record) {
        this(record.key(), record.value(), record.headers(), record.timestamp());
    }

    /** The headers. */
    public Headers headers() {
        return headers;
    }

    /** The key, or null. */
    public @Nullable K key() {
        return key;
    }

    /** The value, or null. */
    public @Nullable V value() {
        return value;
    }

    /** The time in milliseconds, or null. */
    public @Nullable Long timestamp() {
        return recordTime == null ? null : recordTime.toEpochMilli();
    }

    /** The headers. */
    public Headers getHeaders() {
        return headers;
    }

    /** The key, or null. */
    public @Nullable K getKey() {
        return key;
    }

    /** The value, or null. */
    public @Nullable V getValue() {
        return value;
    }

    /** The time, or null. */
    public @Nullable Instant getRecordTime() {
        return recordTime;
    }

    @Override
    public String toString() {
        return "TestRecord[key=" + key + ", value=" + value + ", headers=" + headers + ", recordTime=" + recordTime
                + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof TestRecord<?, ?> that
                        && Objects.equals(key, that.key)
                        && Objects.equals(value, that.value)
                        && Objects.equals(headers, that.headers)
                        && Objects.equals(recordTime, that.recordTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, value, headers, recordTime);
    }

    private static @Nullable Instant instant(@Nullable Long timestampMs) {
        return timestampMs == null ? null : Instant.ofEpochMilli(timestampMs);
    }
}
