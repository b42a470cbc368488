package io.millrace.storage.journal;

import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An entry's bytes: a header of 68 bytes, then the payload. The CRC covers the header and the payload's first 61 bytes,
 * which is a batch's own header; the rest of a batch is covered by the CRC within that.
 */
final class Entry {
    static final int HEADER = 68;
    /** Groups begin at multiples of what a disk writes whole, so that a torn write never damages an older group. */
    static final int ALIGNMENT = 512;

    private static final int MAGIC = 0x4D524A31;
    private static final int KIND = 4;
    private static final int GENERATION = 8;
    private static final int SEQUENCE = 16;
    private static final int GROUP_SEQUENCE = 24;
    private static final int TOPIC_ID = 32;
    private static final int PARTITION = 48;
    private static final int BASE_OFFSET = 52;
    private static final int PAYLOAD_BYTES = 60;
    private static final int CRC = 64;

    private Entry() {}

    /** Writes header and payload at the buffer's position and moves it behind. */
    static void put(
            ByteBuffer to,
            EntryKind kind,
            long generation,
            long sequence,
            long groupSequence,
            long topicIdHigh,
            long topicIdLow,
            int partition,
            long baseOffset,
            ByteBuffer payload,
            int payloadAt,
            int payloadBytes) {
        int at = to.position();
        to.putInt(MAGIC)
                .putInt(kind.ordinal())
                .putLong(generation)
                .putLong(sequence)
                .putLong(groupSequence);
        to.putLong(topicIdHigh)
                .putLong(topicIdLow)
                .putInt(partition)
                .putLong(baseOffset)
                .putInt(payloadBytes);
        to.putInt(0).put(to.position(), payload, payloadAt, payloadBytes);
        to.position(at + HEADER + payloadBytes).putInt(at + CRC, crc(to, at, payloadBytes));
    }

    /** Whether a header of that generation can begin here: the cheap checks before those that need the payload. */
    static boolean looksLikeHeader(ByteBuffer b, int at, long generation) {
        int kind = b.getInt(at + KIND);
        return b.getInt(at) == MAGIC
                && b.getLong(at + GENERATION) == generation
                && kind >= 0
                && kind < EntryKind.values().length
                && payloadBytes(b, at) >= 0;
    }

    /** Whether header and payload are what was written; both lie in the buffer. */
    static boolean whole(ByteBuffer b, int at) {
        int bytes = payloadBytes(b, at);
        if (b.getInt(at + CRC) != crc(b, at, bytes)) {
            return false;
        }
        return kind(b, at) != EntryKind.BATCH
                || (bytes >= BatchHeader.SIZE
                        && BatchHeader.sizeInBytes(b, at + HEADER) == bytes
                        && BatchHeader.crcMatches(b, at + HEADER));
    }

    private static int crc(ByteBuffer b, int at, int payloadBytes) {
        CRC32C crc = new CRC32C();
        ByteBuffer view = b.duplicate();
        crc.update(view.limit(at + CRC).position(at));
        int covered = Math.min(payloadBytes, kind(b, at) == EntryKind.CREATION ? payloadBytes : BatchHeader.SIZE);
        crc.update(view.limit(at + HEADER + covered).position(at + HEADER));
        return (int) crc.getValue();
    }

    static EntryKind kind(ByteBuffer b, int at) {
        return EntryKind.values()[b.getInt(at + KIND)];
    }

    static boolean hasMagic(ByteBuffer b, int at) {
        return b.getInt(at) == MAGIC;
    }

    static long generation(ByteBuffer b, int at) {
        return b.getLong(at + GENERATION);
    }

    static long sequence(ByteBuffer b, int at) {
        return b.getLong(at + SEQUENCE);
    }

    /** The sequence number of the first entry of its group: all before that was synced when this was written. */
    static long groupSequence(ByteBuffer b, int at) {
        return b.getLong(at + GROUP_SEQUENCE);
    }

    static long topicIdHigh(ByteBuffer b, int at) {
        return b.getLong(at + TOPIC_ID);
    }

    static long topicIdLow(ByteBuffer b, int at) {
        return b.getLong(at + TOPIC_ID + 8);
    }

    static int partition(ByteBuffer b, int at) {
        return b.getInt(at + PARTITION);
    }

    static long baseOffset(ByteBuffer b, int at) {
        return b.getLong(at + BASE_OFFSET);
    }

    static int payloadBytes(ByteBuffer b, int at) {
        return b.getInt(at + PAYLOAD_BYTES);
    }

    static long align(long position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
