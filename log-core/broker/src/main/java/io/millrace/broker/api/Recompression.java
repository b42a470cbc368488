package io.millrace.broker.api;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;

/** Writes a producer's batch anew as its topic wants it compressed. It costs what the producer spared, so it is opt-in. */
final class Recompression {
    private Recompression() {}

    /** The one batch with that compression; throws CorruptBatch when its records cannot be read. */
    static ByteBuffer of(ByteBuffer batch, Compression compression) {
        if (BatchHeader.compression(batch, batch.position()) == compression.id()) {
            return batch;
        }
        // The writer copies from arrays, and what arrives by a socket may not be one.
        ByteBuffer heap =
                ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        BatchWriter writer = new BatchWriter(heap.remaining() * 2, Integer.MAX_VALUE).begin();
        RecordCursor records = new RecordCursor().over(heap, 0);
        while (records.next()) {
            byte[] from = records.buffer().array();
            int offset = records.buffer().arrayOffset();
            writer.append(
                    records.timestamp(),
                    from,
                    offset + records.keyPosition(),
                    records.keySize(),
                    from,
                    offset + records.valuePosition(),
                    records.valueSize(),
                    from,
                    offset + records.headersPosition(),
                    records.headersSize(),
                    records.headerCount());
        }
        return writer.finish(
                BatchHeader.producerId(heap, 0),
                BatchHeader.producerEpoch(heap, 0),
                BatchHeader.baseSequence(heap, 0),
                compression,
                BatchHeader.isTransactional(heap, 0));
    }
}
