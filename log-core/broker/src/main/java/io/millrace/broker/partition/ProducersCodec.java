package io.millrace.broker.partition;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Producers as bytes, for the snapshot beside the log: version, count; for each its id, epoch, last use and batches from
 * the oldest on. <i>Immutable.</i>
 */
final class ProducersCodec {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 4;
    private static final int PER_PRODUCER = 8 + 2 + 8 + 1;
    private static final int PER_BATCH = 4 + 4 + 8;

    private ProducersCodec() {}

    static byte[] encode(Producers producers) {
        int size = HEAD;
        for (ProducerEntry entry : producers.all().values()) {
            size += PER_PRODUCER + entry.batches() * PER_BATCH;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).putInt(producers.size());
        for (Map.Entry<Long, ProducerEntry> each : producers.all().entrySet()) {
            ProducerEntry entry = each.getValue();
            out.putLong(each.getKey()).putShort(entry.epoch()).putLong(entry.lastUsedMs());
            out.put((byte) entry.batches());
            for (int older = entry.batches() - 1; older >= 0; older--) {
                int slot = entry.slot(older);
                out.putInt(entry.firstSequence(slot))
                        .putInt(entry.lastSequence(slot))
                        .putLong(entry.baseOffset(slot));
            }
        }
        return out.array();
    }

    /** Adds what the bytes hold; false, and nothing added, when they are of a version that is not known. */
    static boolean decode(ByteBuffer in, Producers into) {
        if (in.remaining() < HEAD || in.get() != VERSION) {
            return false;
        }
        for (int left = in.getInt(); left > 0; left--) {
            long producerId = in.getLong();
            short epoch = in.getShort();
            long lastUsedMs = in.getLong();
            ProducerEntry entry = new ProducerEntry(epoch);
            for (int batches = in.get(); batches > 0; batches--) {
                entry.appended(epoch, in.getInt(), in.getInt(), in.getLong(), lastUsedMs);
            }
            into.restore(producerId, entry);
        }
        return true;
    }
}
