package io.millrace.wire.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a v2 batch, read and written in place: {@code b} is any big-endian buffer, {@code pos} where the batch
 * begins. No object is made, nothing is checked, the buffer's own position does not move. <i>Any thread.</i>
 */
public final class BatchHeader {
    /** Bytes of the whole header. */
    public static final int SIZE = 61;
    /** Bytes before what the length field counts: base offset and length. */
    public static final int PREFIX = 12;

    static final int LENGTH = 8;
    static final int LEADER_EPOCH = 12;
    static final int MAGIC = 16;
    static final int CRC = 17;
    static final int ATTRIBUTES = 21;
    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int RECORD_COUNT = 57;

    static final int COMPRESSION_MASK = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;
    static final int DELETE_HORIZON_BIT = 0x40;

    private BatchHeader() {}

    /** Offset of the first record (before compaction). */
    public static long baseOffset(ByteBuffer b, int pos) {
        return b.getLong(pos);
    }

    /** Bytes of the whole batch, the prefix included. Wraps to a negative number for a hostile length. */
    public static int sizeInBytes(ByteBuffer b, int pos) {
        return b.getInt(pos + LENGTH) + PREFIX;
    }

    /** The epoch of the leader that appended it; outside the CRC. */
    public static int leaderEpoch(ByteBuffer b, int pos) {
        return b.getInt(pos + LEADER_EPOCH);
    }

    /** 2 for this format. */
    public static byte magic(ByteBuffer b, int pos) {
        return b.get(pos + MAGIC);
    }

    /** The stored CRC-32C over everything from the attributes on, unsigned. */
    public static long crc(ByteBuffer b, int pos) {
        return b.getInt(pos + CRC) & 0xFFFF_FFFFL;
    }

    /** The attribute bits. */
    public static short attributes(ByteBuffer b, int pos) {
        return b.getShort(pos + ATTRIBUTES);
    }

    /** Offset of the last record less the base offset. */
    public static int lastOffsetDelta(ByteBuffer b, int pos) {
        return b.getInt(pos + LAST_OFFSET_DELTA);
    }

    /** Offset of the last record. */
    public static long lastOffset(ByteBuffer b, int pos) {
        return baseOffset(b, pos) + lastOffsetDelta(b, pos);
    }

    /** What the records' timestamps are relative to. */
    public static long baseTimestamp(ByteBuffer b, int pos) {
        return b.getLong(pos + BASE_TIMESTAMP);
    }

    /** The newest timestamp of its records, or the time of the append. */
    public static long maxTimestamp(ByteBuffer b, int pos) {
        return b.getLong(pos + MAX_TIMESTAMP);
    }

    /** -1 when not idempotent. */
    public static long producerId(ByteBuffer b, int pos) {
        return b.getLong(pos + PRODUCER_ID);
    }

    /** -1 when not idempotent. */
    public static short producerEpoch(ByteBuffer b, int pos) {
        return b.getShort(pos + PRODUCER_EPOCH);
    }

    /** Sequence number of the first record, -1 when not idempotent. */
    public static int baseSequence(ByteBuffer b, int pos) {
        return b.getInt(pos + BASE_SEQUENCE);
    }

    /** Number of records that it says to hold. */
    public static int recordCount(ByteBuffer b, int pos) {
        return b.getInt(pos + RECORD_COUNT);
    }

    /** Whether it is part of a transaction. */
    public static boolean isTransactional(ByteBuffer b, int pos) {
        return (attributes(b, pos) & TRANSACTIONAL_BIT) != 0;
    }

    /** Whether it holds control records, which no application sees. */
    public static boolean isControl(ByteBuffer b, int pos) {
        return (attributes(b, pos) & CONTROL_BIT) != 0;
    }

    /** From when on its tombstones and markers may be dropped, in milliseconds since the epoch; -1 when it is not set. */
    public static long deleteHorizonMs(ByteBuffer b, int pos) {
        return (attributes(b, pos) & DELETE_HORIZON_BIT) != 0 ? baseTimestamp(b, pos) : -1;
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; see {@link Compression#of(int)}. */
    public static int compression(ByteBuffer b, int pos) {
        return attributes(b, pos) & COMPRESSION_MASK;
    }

    /** Whether all records carry the time of the append, which is the maximal timestamp. */
    public static boolean logAppendTime(ByteBuffer b, int pos) {
        return (attributes(b, pos) & LOG_APPEND_TIME_BIT) != 0;
    }

    /** Whether the stored CRC is that of the bytes; the whole batch lies in the buffer. */
    public static boolean crcMatches(ByteBuffer b, int pos) {
        return crc(b, pos) == computeCrc(b, pos, sizeInBytes(b, pos));
    }

    /** Outside the CRC. */
    public static void setBaseOffset(ByteBuffer b, int pos, long baseOffset) {
        b.putLong(pos, baseOffset);
    }

    /** Outside the CRC. */
    public static void setLeaderEpoch(ByteBuffer b, int pos, int leaderEpoch) {
        b.putInt(pos + LEADER_EPOCH, leaderEpoch);
    }

    /** Sets the maximal timestamp and whose time it is, and computes the CRC anew. */
    public static void setMaxTimestampAndType(ByteBuffer b, int pos, long maxTimestamp, boolean logAppendTime) {
        short attributes = attributes(b, pos);
        int changed = logAppendTime ? attributes | LOG_APPEND_TIME_BIT : attributes & ~LOG_APPEND_TIME_BIT;
        if (changed == attributes && maxTimestamp == maxTimestamp(b, pos)) {
            return;
        }
        b.putShort(pos + ATTRIBUTES, (short) changed);
        b.putLong(pos + MAX_TIMESTAMP, maxTimestamp);
        b.putInt(pos + CRC, (int) computeCrc(b, pos, sizeInBytes(b, pos)));
    }

    static long computeCrc(ByteBuffer b, int pos, int sizeInBytes) {
        CRC32C crc = new CRC32C();
        if (b.hasArray()) {
            crc.update(b.array(), b.arrayOffset() + pos + ATTRIBUTES, sizeInBytes - ATTRIBUTES);
        } else {
            crc.update(b.duplicate().limit(pos + sizeInBytes).position(pos + ATTRIBUTES));
        }
        return crc.getValue();
    }
}
