package io.millrace.streams.operator;

import io.millrace.streams.processor.TimestampExtractor;
import io.millrace.streams.store.Codec;
import io.millrace.wire.record.RecordCursor;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Where records enter. Bytes that their serde is known to take stay bytes; for any other serde the objects are made
 * here, as Kafka Streams does when a record comes to the head of its partition's queue.
 */
public final class SourceStep extends Step {
    private final TaskContext context;
    private final Codec keys;
    private final Codec values;
    private final TimestampExtractor extractor;
    private final Extraction extraction;
    private final Step next;

    SourceStep(String node, TaskContext context, Codec keys, Codec values, TimestampExtractor extractor, Step next) {
        super(node);
        this.context = context;
        this.keys = keys;
        this.values = values;
        this.extractor = extractor;
        this.extraction = Extraction.of(extractor);
        this.next = next;
    }

    @Override
    public void push(Current current) {
        next.push(current);
    }

    /**
     * Reads a record into the cursor, whose topic and partition stand already; false when it is to be left out.
     *
     * @param array where the record's slices lie
     * @param base what is to be added to their positions
     * @throws io.millrace.streams.errors.StreamsException when the task is to stop at this record
     */
    public boolean read(
            Current current,
            RecordCursor record,
            byte[] array,
            int base,
            int leaderEpoch,
            long partitionTime,
            long wallClockMs) {
        current.offset = record.offset();
        current.timestamp = record.timestamp();
        current.rawHeaders(array, base + record.headersPosition(), record.headersSize(), record.headerCount());
        try {
            readKey(current, array, base + record.keyPosition(), record.keySize());
            readValue(current, array, base + record.valuePosition(), record.valueSize());
        } catch (Exception e) {
            context.failures.deserialization(this, current, raw(current, record, leaderEpoch), e);
            return false;
        }
        long time;
        try {
            time = extraction == Extraction.USER
                    ? extractor.extract(read(current, record, leaderEpoch), partitionTime)
                    : extraction.timestamp(record.timestamp(), partitionTime, wallClockMs);
        } catch (Exception e) {
            throw context.stop("the timestamp extractor failed", this, current, e);
        }
        if (time < 0) {
            context.counters.dropped++;
            return false;
        }
        current.timestamp = time;
        return true;
    }

    private void readKey(Current current, byte[] array, int position, int size) {
        if (size >= 0 && keys.accepts(array, position, size)) {
            current.keyBytes(keys, array, position, size);
        } else {
            current.key(object(keys, current, array, position, size));
        }
    }

    private void readValue(Current current, byte[] array, int position, int size) {
        if (size >= 0 && values.accepts(array, position, size)) {
            current.valueBytes(values, array, position, size);
        } else {
            current.value(object(values, current, array, position, size));
        }
    }

    private static @Nullable Object object(Codec codec, Current current, byte[] array, int position, int size) {
        if (size < 0 && codec.canonical()) {
            return null;
        }
        byte[] bytes = size < 0 ? null : Arrays.copyOfRange(array, position, position + size);
        return codec.read(String.valueOf(current.topic), current.headers(), bytes);
    }

    private static ConsumerRecord<Object, Object> read(Current current, RecordCursor record, int leaderEpoch) {
        return record(current, record, leaderEpoch, current.key(), current.value());
    }

    private static ConsumerRecord<byte[], byte[]> raw(Current current, RecordCursor record, int leaderEpoch) {
        // Nothing of it was made an object that the chain could see.
        current.key(null);
        current.value(null);
        return record(current, record, leaderEpoch, record.key(), record.value());
    }

    private static <T> ConsumerRecord<T, T> record(
            Current current, RecordCursor record, int leaderEpoch, @Nullable T key, @Nullable T value) {
        return new ConsumerRecord<>(
                String.valueOf(current.topic),
                current.partition,
                record.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.keySize(),
                record.valueSize(),
                key,
                value,
                current.headers(),
                leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch));
    }
}
