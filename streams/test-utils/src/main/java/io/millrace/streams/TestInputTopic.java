package io.millrace.streams;

import io.millrace.streams.test.TestRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Where a test pipes records into a topic of a {@link TopologyTestDriver}. */
public class TestInputTopic<K, V> {
    private final TopologyTestDriver driver;
    private final String topic;
    private final Serializer<K> keySerializer;
    private final Serializer<V> valueSerializer;
    private Instant time;
    private Duration autoAdvance;

    TestInputTopic(
            TopologyTestDriver driver,
            String topic,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant startTimestamp,
            Duration autoAdvance) {
        if (autoAdvance.isNegative()) {
            throw new IllegalArgumentException("autoAdvance must be positive");
        }
        this.driver = driver;
        this.topic = topic;
        this.keySerializer = keySerializer;
        this.valueSerializer = valueSerializer;
        this.time = startTimestamp;
        this.autoAdvance = autoAdvance;
    }

    /** Moves the time of the next record. */
    public void advanceTime(Duration advance) {
        if (advance.isNegative()) {
            throw new IllegalArgumentException("advance must be positive");
        }
        time = time.plus(advance);
    }

    /** Pipes a record; without a time of its own it gets the topic's, which then advances. */
    public void pipeInput(TestRecord<K, V> record) {
        Instant own = record.getRecordTime();
        RecordHeaders headers = new RecordHeaders(record.headers());
        byte[] key = keySerializer.serialize(topic, headers, record.key());
        byte[] value = valueSerializer.serialize(topic, headers, record.value());
        driver.pipe(topic, (own == null ? nextTime() : own).toEpochMilli(), key, value, headers);
    }

    /** Pipes a value. */
    public void pipeInput(V value) {
        pipeInput(new TestRecord<>(value));
    }

    /** Pipes a key and a value. */
    public void pipeInput(@Nullable K key, @Nullable V value) {
        pipeInput(new TestRecord<>(key, value));
    }

    /** Pipes a value of this time. */
    public void pipeInput(V value, Instant timestamp) {
        pipeInput(new TestRecord<>(null, value, timestamp));
    }

    /** Pipes a key and a value of this time in milliseconds. */
    public void pipeInput(@Nullable K key, @Nullable V value, long timestampMs) {
        pipeInput(key, value, Instant.ofEpochMilli(timestampMs));
    }

    /** Pipes a key and a value of this time. */
    public void pipeInput(@Nullable K key, @Nullable V value, Instant timestamp) {
        pipeInput(new TestRecord<>(key, value, timestamp));
    }

    /** Pipes records. */
    public void pipeRecordList(List<? extends TestRecord<K, V>> records) {
        records.forEach(this::pipeInput);
    }

    /** Pipes keys and values. */
    public void pipeKeyValueList(List<KeyValue<K, V>> keyValues) {
        keyValues.forEach(entry -> pipeInput(entry.key, entry.value));
    }

    /** Pipes values. */
    public void pipeValueList(List<V> values) {
        values.forEach(this::pipeInput);
    }

    /** Pipes keys and values, the first of this time, each further one so much later. */
    public void pipeKeyValueList(List<KeyValue<K, V>> keyValues, Instant startTimestamp, Duration advance) {
        Instant at = startTimestamp;
        for (KeyValue<K, V> entry : keyValues) {
            pipeInput(entry.key, entry.value, at);
            at = at.plus(advance);
        }
    }

    /** Pipes values, the first of this time, each further one so much later. */
    public void pipeValueList(List<V> values, Instant startTimestamp, Duration advance) {
        Instant at = startTimestamp;
        for (V value : values) {
            pipeInput(value, at);
            at = at.plus(advance);
        }
    }

    @Override
    public String toString() {
        return "TestInputTopic[topic='" + topic + "', keySerializer="
                + keySerializer.getClass().getSimpleName() + ", valueSerializer="
                + valueSerializer.getClass().getSimpleName() + "]";
    }

    private Instant nextTime() {
        Instant now = time;
        time = time.plus(autoAdvance);
        return now;
    }
}
