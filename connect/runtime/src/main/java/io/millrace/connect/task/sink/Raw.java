package io.millrace.connect.task.sink;

import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lay in the log. <i>Immutable.</i>
 *
 * @param partition where
 * @param offset where in it
 * @param timestamp its own
 * @param key its bytes
 * @param value its bytes
 * @param headers its headers
 */
record Raw(
        TopicPartition partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        RecordHeaders headers) {
    private static final RecordHeaders NO_HEADERS = readOnly();

    static Raw of(TopicPartition partition, RecordCursor record) {
        return new Raw(partition, record.offset(), record.timestamp(), record.key(), record.value(), headersOf(record));
    }

    /** A copy of the headers; one and the same for all records without. */
    static RecordHeaders headersOf(RecordCursor record) {
        if (record.headerCount() == 0) {
            return NO_HEADERS;
        }
        RecordHeaders headers = new RecordHeaders();
        record.forEachHeader((namePosition, nameSize, position, size) -> headers.add(
                new String(copy(record.buffer(), namePosition, nameSize), StandardCharsets.UTF_8),
                size < 0 ? null : copy(record.buffer(), position, size)));
        return headers;
    }

    private static byte[] copy(ByteBuffer from, int position, int size) {
        byte[] bytes = new byte[size];
        from.get(position, bytes);
        return bytes;
    }

    private static RecordHeaders readOnly() {
        RecordHeaders none = new RecordHeaders();
        none.setReadOnly();
        return none;
    }
}
