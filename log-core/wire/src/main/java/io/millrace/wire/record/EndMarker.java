package io.millrace.wire.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The control record that ends a producer's transaction in a partition (KIP-98): key version and type, value version and
 * the coordinator's epoch.
 *
 * @param commit whether the transaction counts
 * @param coordinatorEpoch of who decided it
 */
public record EndMarker(boolean commit, int coordinatorEpoch) {
    private static final short VERSION = 0;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int MARKER_BATCH_BYTES = 128;

    /** The record's key. */
    public byte[] key() {
        return ByteBuffer.allocate(4)
                .putShort(VERSION)
                .putShort(commit ? COMMIT : ABORT)
                .array();
    }

    /** The record's value. */
    public byte[] value() {
        return ByteBuffer.allocate(6).putShort(VERSION).putInt(coordinatorEpoch).array();
    }

    /** A control batch of this marker alone. */
    public ByteBuffer batch(long producerId, short producerEpoch, long timestamp) {
        BatchWriter writer = new BatchWriter(MARKER_BATCH_BYTES, MARKER_BATCH_BYTES);
        writer.begin();
        writer.append(timestamp, key(), value());
        return control(writer.finish(producerId, producerEpoch, -1, Compression.NONE, true));
    }

    /** The marker of that key and value; throws CorruptBatch when they are none. */
    public static EndMarker read(ByteBuffer key, @Nullable ByteBuffer value) {
        if (key.remaining() < 4) {
            throw new CorruptBatch("a control record's key of " + key.remaining() + " bytes");
        }
        short type = key.getShort(key.position() + 2);
        if (type != ABORT && type != COMMIT) {
            throw new CorruptBatch("control record type " + type + " ends no transaction");
        }
        int epoch = value != null && value.remaining() >= 6 ? value.getInt(value.position() + 2) : 0;
        return new EndMarker(type == COMMIT, epoch);
    }

    /** Makes a finished transactional batch a control batch. */
    public static ByteBuffer control(ByteBuffer batch) {
        int attributes = BatchHeader.attributes(batch, 0) | BatchHeader.CONTROL_BIT;
        batch.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
        batch.putInt(BatchHeader.CRC, (int) BatchHeader.computeCrc(batch, 0, batch.limit()));
        return batch;
    }

    /**
     * The marker in the control batch at that position, whose whole body is there.
     *
     * @throws CorruptBatch when the batch holds none
     */
    public static EndMarker of(ByteBuffer batches, int position) {
        RecordCursor records = new RecordCursor().over(batches, position);
        if (!records.next() || records.keySize() < 0) {
            throw new CorruptBatch("a control batch without a control record");
        }
        ByteBuffer buffer = records.buffer();
        ByteBuffer value = records.valueSize() < 0 ? null : buffer.slice(records.valuePosition(), records.valueSize());
        return read(buffer.slice(records.keyPosition(), records.keySize()), value);
    }
}
