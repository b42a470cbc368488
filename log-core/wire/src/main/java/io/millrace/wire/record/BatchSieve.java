package io.millrace.wire.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes of a batch one that lacks some of its records, as compaction needs it: offsets, sequence numbers and times of
 * those that stay are as they were. Re-usable. <i>Loop-owned.</i>
 */
public final class BatchSieve {
    private static final int KEPT_SCRATCH_BYTES = 4 << 20;

    private final RecordCursor records = new RecordCursor();
    private final BitSet kept = new BitSet();
    private byte[] scratch = new byte[16 * 1024];
    private ByteBuffer batch = ByteBuffer.allocate(0);
    private int position;
    private int total;
    private int count;
    private boolean tombstones;

    /** Decides on each record; the cursor stands on it. */
    @FunctionalInterface
    public interface Keep {
        /** Whether it stays. */
        boolean keep(RecordCursor record);
    }

    /** Looks at the whole batch at the position, and notes which records stay. */
    public BatchSieve sift(ByteBuffer from, int at, Keep keep) {
        batch = from;
        position = at;
        kept.clear();
        total = 0;
        count = 0;
        tombstones = false;
        records.over(from, at);
        while (records.next()) {
            if (keep.keep(records)) {
                kept.set(total);
                count++;
                tombstones |= records.valueSize() < 0;
            }
            total++;
        }
        return this;
    }

    /** How many records stay. */
    public int count() {
        return count;
    }

    /** Whether all stay. */
    public boolean keepsAll() {
        return count == total;
    }

    /** Whether a record without a value stays. */
    public boolean keepsTombstone() {
        return tombstones;
    }

    /** The batch with the records that stay, of which there is one. It gets that delete horizon, or keeps its own for -1. */
    public ByteBuffer rest(long horizonMs) {
        Compression compression = Compression.of(BatchHeader.compression(batch, position));
        boolean appendTime = BatchHeader.logAppendTime(batch, position);
        long base = horizonMs >= 0 ? horizonMs : BatchHeader.baseTimestamp(batch, position);
        long newest = -1;
        int at = BatchHeader.SIZE;
        records.rewind();
        for (int number = 0; records.next(); number++) {
            if (kept.get(number)) {
                at = copy(at, base);
                newest = Math.max(newest, records.timestamp());
            }
        }
        ByteBuffer rest = compression == Compression.NONE
                ? ByteBuffer.wrap(Arrays.copyOf(scratch, at))
                : Compressor.compress(compression, scratch, BatchHeader.SIZE, at - BatchHeader.SIZE);
        if (scratch.length > KEPT_SCRATCH_BYTES) {
            scratch = new byte[16 * 1024];
        }
        int attributes =
                BatchHeader.attributes(batch, position) | (horizonMs >= 0 ? BatchHeader.DELETE_HORIZON_BIT : 0);
        long maxTimestamp = appendTime ? BatchHeader.maxTimestamp(batch, position) : newest;
        return complete(batch, position, rest, attributes, base, maxTimestamp, count);
    }

    /** The batch without any record: what is left when only its producer's sequence number matters. */
    public static ByteBuffer empty(ByteBuffer batch, int at) {
        int attributes =
                BatchHeader.attributes(batch, at) & ~(BatchHeader.COMPRESSION_MASK | BatchHeader.DELETE_HORIZON_BIT);
        return complete(
                batch,
                at,
                ByteBuffer.allocate(BatchHeader.SIZE),
                attributes,
                -1,
                BatchHeader.maxTimestamp(batch, at),
                0);
    }

    private static ByteBuffer complete(
            ByteBuffer batch,
            int at,
            ByteBuffer into,
            int attributes,
            long baseTimestamp,
            long maxTimestamp,
            int records) {
        into.put(0, batch, at, BatchHeader.SIZE);
        into.putInt(BatchHeader.LENGTH, into.limit() - BatchHeader.PREFIX);
        into.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
        into.putLong(BatchHeader.BASE_TIMESTAMP, baseTimestamp);
        into.putLong(BatchHeader.MAX_TIMESTAMP, maxTimestamp);
        into.putInt(BatchHeader.RECORD_COUNT, records);
        into.putInt(BatchHeader.CRC, (int) BatchHeader.computeCrc(into, 0, into.limit()));
        return into;
    }

    private int copy(int at, long baseTimestamp) {
        long timeDelta = records.timestamp() - baseTimestamp;
        int offsetDelta = (int) (records.offset() - BatchHeader.baseOffset(batch, position));
        int keySize = Math.max(0, records.keySize());
        int valueSize = Math.max(0, records.valueSize());
        long body = 1L
                + Varints.sizeOf(timeDelta)
                + Varints.sizeOf(offsetDelta)
                + Varints.sizeOf(records.keySize())
                + keySize
                + Varints.sizeOf(records.valueSize())
                + valueSize
                + Varints.sizeOf(records.headerCount())
                + records.headersSize();
        ensure(at + body + 5);
        ByteBuffer from = records.buffer();
        int p = Varints.write(scratch, at, (int) body);
        scratch[p++] = 0;
        p = Varints.write(scratch, p, timeDelta);
        p = Varints.write(scratch, p, offsetDelta);
        p = Varints.write(scratch, p, records.keySize());
        from.get(records.keyPosition(), scratch, p, keySize);
        p = Varints.write(scratch, p + keySize, records.valueSize());
        from.get(records.valuePosition(), scratch, p, valueSize);
        p = Varints.write(scratch, p + valueSize, records.headerCount());
        from.get(records.headersPosition(), scratch, p, records.headersSize());
        return p + records.headersSize();
    }

    private void ensure(long bytes) {
        if (bytes > scratch.length) {
            scratch = Arrays.copyOf(
                    scratch, (int) Math.min(Integer.MAX_VALUE - 1024, Math.max(bytes, scratch.length * 2L)));
        }
    }
}
