package io.millrace.wire.record;

import java.nio.ByteBuffer;

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
        if (!records.next() || records.keySize() < 4) {
            throw new CorruptBatch("a control batch without a control record");
        }
        ByteBuffer buffer = records.buffer();
        short type = buffer.getShort(records.keyPosition() + 2);
        if (type != ABORT && type != COMMIT) {
            throw new CorruptBatch("control record type " + type + " ends no transaction");
        }
        int epoch = records.valueSize() >= 6 ? buffer.getInt(records.valuePosition() + 2) : 0;
        return new EndMarker(type == COMMIT, epoch);
    }
}
