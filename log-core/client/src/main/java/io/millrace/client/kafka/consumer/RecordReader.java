package io.millrace.client.kafka.consumer;

import io.millrace.client.consume.RecordWalk;
import io.millrace.wire.record.CorruptBatch;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the user's records of what arrived. Of each record only what the API gives out is allocated. Owned by the user's
 * thread.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class RecordReader<K, V> {
    private static final int SMALL_RECORD = 70;

    private final Positions positions;
    private final Feed feed;
    private final int maxRecords;
    private final Part<K> keys;
    private final Part<V> values;
    private final ConsumerMetrics metrics;
    private @Nullable RecordDeserializationException bad;

    public RecordReader(
            Positions positions,
            int maxRecords,
            Deserializer<K> keys,
            Deserializer<V> values,
            ConsumerMetrics metrics) {
        this.positions = positions;
        this.feed = positions.feed();
        this.maxRecords = maxRecords;
        this.keys = new Part<>(keys, DeserializationExceptionOrigin.KEY);
        this.values = new Part<>(values, DeserializationExceptionOrigin.VALUE);
        this.metrics = metrics;
    }

    /** What there is, up to the most that a poll gives; null for nothing. */
    @Nullable
    public ConsumerRecords<K, V> take() {
        throwBad();
        Map<TopicPartition, List<ConsumerRecord<K, V>>> taken = null;
        Map<TopicPartition, OffsetAndMetadata> next = null;
        int left = maxRecords;
        for (Delivery head = feed.head(); left > 0 && head != null && bad == null; head = feed.head()) {
            Position position = head.position;
            List<ConsumerRecord<K, V>> into = taken == null ? null : taken.get(position.partition);
            if (into == null) {
                into = new ArrayList<>(Math.min(left, head.fetched.sizeInBytes() / SMALL_RECORD + 1));
            }
            int before = into.size();
            read(head, into, left);
            left -= into.size() - before;
            if (!into.isEmpty()) {
                if (taken == null || next == null) {
                    taken = new LinkedHashMap<>();
                    next = new HashMap<>();
                }
                taken.put(position.partition, into);
                next.put(position.partition, position.consumed());
            }
        }
        if (taken == null || next == null) {
            throwBad();
            return null;
        }
        metrics.consumed(maxRecords - left);
        return new ConsumerRecords<>(taken, next);
    }

    private void throwBad() {
        RecordDeserializationException thrown = bad;
        if (thrown != null) {
            bad = null;
            throw thrown;
        }
    }

    private void read(Delivery from, List<ConsumerRecord<K, V>> into, int most) {
        RecordWalk walk = feed.walk(from);
        RecordCursor record = walk.record();
        Position position = from.position;
        String topic = position.partition.topic();
        int partition = position.partition.partition();
        try {
            for (int left = most; left > 0; left--) {
                if (!from.again && !walk.next()) {
                    position.offset = from.fetched.nextOffset();
                    feed.close(from);
                    return;
                }
                from.again = true;
                int leaderEpoch = walk.batch().leaderEpoch();
                if (leaderEpoch >= 0 && (position.epoch.isEmpty() || position.epoch.get() != leaderEpoch)) {
                    position.epoch = Optional.of(leaderEpoch);
                }
                RecordHeaders headers = headers(record);
                ByteBuffer buffer = record.buffer();
                K key = keys.read(position.partition, record, headers, buffer, record.keyPosition(), record.keySize());
                V value = values.read(
                        position.partition, record, headers, buffer, record.valuePosition(), record.valueSize());
                into.add(new ConsumerRecord<>(
                        topic,
                        partition,
                        record.offset(),
                        record.timestamp(),
                        record.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                        record.keySize(),
                        record.valueSize(),
                        key,
                        value,
                        headers,
                        position.epoch));
                from.again = false;
                position.offset = record.offset() + 1;
            }
        } catch (RecordDeserializationException e) {
            // What came before it is given out first; the position stays at it until the user moves on.
            bad = e;
        } catch (CorruptBatch e) {
            throw new KafkaException(position.partition + " has a damaged batch; seek behind it to read on", e);
        }
    }

    private static RecordHeaders headers(RecordCursor record) {
        RecordHeaders headers = new RecordHeaders();
        if (record.headerCount() > 0) {
            ByteBuffer buffer = record.buffer();
            record.forEachHeader((namePosition, nameSize, valuePosition, valueSize) -> {
                byte[] name = new byte[nameSize];
                buffer.get(namePosition, name);
                byte[] value = null;
                if (valueSize >= 0) {
                    value = new byte[valueSize];
                    buffer.get(valuePosition, value);
                }
                headers.add(new String(name, StandardCharsets.UTF_8), value);
            });
        }
        return headers;
    }

    /** Keys or values: the bytes are shown to the deserializer where they lie, unless it may keep them. */
    private static final class Part<T> {
        private final Deserializer<T> deserializer;
        private final DeserializationExceptionOrigin origin;
        private final boolean inPlace;
        private @Nullable ByteBuffer of;
        private @Nullable ByteBuffer view;

        Part(Deserializer<T> deserializer, DeserializationExceptionOrigin origin) {
            this.deserializer = deserializer;
            this.origin = origin;
            this.inPlace = keepsNothing(deserializer.getClass());
        }

        @Nullable
        T read(
                TopicPartition partition,
                RecordCursor record,
                RecordHeaders headers,
                ByteBuffer buffer,
                int position,
                int size) {
            if (size < 0) {
                return null;
            }
            if (inPlace) {
                ByteBuffer shown = view;
                if (shown == null || of != buffer) {
                    shown = buffer.duplicate();
                    view = shown;
                    of = buffer;
                }
                return deserialize(
                        partition, record, headers, shown.limit(position + size).position(position));
            }
            byte[] copy = new byte[size];
            buffer.get(position, copy);
            return deserialize(partition, record, headers, ByteBuffer.wrap(copy));
        }

        private @Nullable T deserialize(
                TopicPartition partition, RecordCursor record, RecordHeaders headers, ByteBuffer bytes) {
            try {
                return deserializer.deserialize(partition.topic(), headers, bytes);
            } catch (RuntimeException e) {
                throw new RecordDeserializationException(
                        origin,
                        partition,
                        record.offset(),
                        record.timestamp(),
                        record.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                        wrapped(record.key()),
                        wrapped(record.value()),
                        headers,
                        "Error deserializing " + origin + " for partition " + partition + " at offset "
                                + record.offset() + ". If needed, please seek past the record to continue consumption.",
                        e);
            }
        }

        private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }

        /** Kafka's own copy what they keep, but for one; so does the default of those that read arrays. */
        private static boolean keepsNothing(Class<?> type) {
            if (type.getName().startsWith("org.apache.kafka.common.serialization.")) {
                return !type.getSimpleName().equals("ByteBufferDeserializer");
            }
            try {
                return type.getMethod(
                                        "deserialize",
                                        String.class,
                                        org.apache.kafka.common.header.Headers.class,
                                        ByteBuffer.class)
                                .getDeclaringClass()
                        == Deserializer.class;
            } catch (NoSuchMethodException e) {
                return false;
            }
        }
    }
}
