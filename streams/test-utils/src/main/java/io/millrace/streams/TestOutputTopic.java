package io.millrace.streams;

import io.millrace.streams.test.TestRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Where a test reads what a {@link TopologyTestDriver} wrote to a topic, oldest first. */
public class TestOutputTopic<K, V> {
    private final TopologyTestDriver driver;
    private final String topic;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;

    TestOutputTopic(
            TopologyTestDriver driver,
            String topic,
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer) {
        this.driver = driver;
        this.topic = topic;
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
    }

    /** Takes the next value. */
    public @Nullable V readValue() {
        return readRecord().value();
    }

    /** Takes the next key and value. */
    public KeyValue<K, V> readKeyValue() {
        TestRecord<K, V> record = readRecord();
        return new KeyValue<>(record.key(), record.value());
    }

    /** Takes the next record. */
    public TestRecord<K, V> readRecord() {
        ProducerRecord<byte[], byte[]> raw = driver.output(topic).poll();
        if (raw == null) {
            throw new NoSuchElementException("Empty topic: " + topic);
        }
        return new TestRecord<>(
                keyDeserializer.deserialize(topic, raw.headers(), raw.key()),
                valueDeserializer.deserialize(topic, raw.headers(), raw.value()),
                raw.headers(),
                raw.timestamp());
    }

    /** Takes all records. */
    public List<TestRecord<K, V>> readRecordsToList() {
        List<TestRecord<K, V>> records = new ArrayList<>();
        while (!isEmpty()) {
            records.add(readRecord());
        }
        return records;
    }

    /** Takes all, and keeps each key's last value. */
    public Map<K, V> readKeyValuesToMap() {
        Map<K, V> newest = new LinkedHashMap<>();
        for (TestRecord<K, V> record : readRecordsToList()) {
            K key = record.key();
            if (key == null) {
                throw new IllegalStateException("Null keys not allowed with readKeyValuesToMap method");
            }
            newest.put(key, record.value());
        }
        return newest;
    }

    /** Takes all keys and values. */
    public List<KeyValue<K, V>> readKeyValuesToList() {
        List<KeyValue<K, V>> entries = new ArrayList<>();
        while (!isEmpty()) {
            entries.add(readKeyValue());
        }
        return entries;
    }

    /** Takes all values. */
    public List<V> readValuesToList() {
        List<V> values = new ArrayList<>();
        while (!isEmpty()) {
            values.add(readValue());
        }
        return values;
    }

    /** How many wait. */
    public final long getQueueSize() {
        return driver.output(topic).size();
    }

    /** Whether none waits. */
    public final boolean isEmpty() {
        return driver.output(topic).isEmpty();
    }

    @Override
    public String toString() {
        return "TestOutputTopic[topic='" + topic + "', keyDeserializer="
                + keyDeserializer.getClass().getSimpleName() + ", valueDeserializer="
                + valueDeserializer.getClass().getSimpleName() + ", size=" + getQueueSize() + "]";
    }
}
