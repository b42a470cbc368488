package io.millrace.broker.partition;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Producers and transactions as bytes, for the snapshot beside the log: version, count; for each its id, epoch, last use,
 * coordinator's epoch, open transaction and batches from the oldest on; then the aborted transactions.
 * <i>Immutable.</i>
 */
final class ProducersCodec {
    /** Without transactions. */
    private static final byte FIRST_VERSION = 1;

    private static final byte VERSION = 2;
    private static final int HEAD = 1 + 4;
    private static final int PER_PRODUCER = 8 + 2 + 8 + 4 + 8 + 1;
    private static final int PER_BATCH = 4 + 4 + 8;
    private static final int PER_ABORTED = 8 * 4;

    private ProducersCodec() {}

    static byte[] encode(Producers producers, Transactions transactions) {
        int size = HEAD + 4 + transactions.aborted().size() * PER_ABORTED;
        for (ProducerEntry entry : producers.all().values()) {
            size += PER_PRODUCER + entry.batches() * PER_BATCH;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).putInt(producers.size());
        for (Map.Entry<Long, ProducerEntry> each : producers.all().entrySet()) {
            ProducerEntry entry = each.getValue();
            out.putLong(each.getKey()).putShort(entry.epoch()).putLong(entry.lastUsedMs());
            out.putInt(entry.coordinatorEpoch()).putLong(entry.transactionStart());
            out.put((byte) entry.batches());
            for (int older = entry.batches() - 1; older >= 0; older--) {
                int slot = entry.slot(older);
                out.putInt(entry.firstSequence(slot))
                        .putInt(entry.lastSequence(slot))
                        .putLong(entry.baseOffset(slot));
            }
        }
        out.putInt(transactions.aborted().size());
        for (AbortedTransaction each : transactions.aborted()) {
            out.putLong(each.producerId())
                    .putLong(each.firstOffset())
                    .putLong(each.lastOffset())
                    .putLong(each.lastStableOffset());
        }
        return out.array();
    }

    /** Adds what the bytes hold; false, and nothing added, when they are of a version that is not known. */
    static boolean decode(ByteBuffer in, Producers into, Transactions transactions) {
        if (in.remaining() < HEAD) {
            return false;
        }
        byte version = in.get();
        if (version != VERSION && version != FIRST_VERSION) {
            return false;
        }
        for (int left = in.getInt(); left > 0; left--) {
            long producerId = in.getLong();
            short epoch = in.getShort();
            long lastUsedMs = in.getLong();
            int coordinatorEpoch = version == VERSION ? in.getInt() : -1;
            long openSince = version == VERSION ? in.getLong() : ProducerEntry.NONE;
            ProducerEntry entry = new ProducerEntry(epoch);
            for (int batches = in.get(); batches > 0; batches--) {
                entry.appended(epoch, in.getInt(), in.getInt(), in.getLong(), lastUsedMs);
            }
            entry.restore(coordinatorEpoch, openSince, lastUsedMs);
            into.restore(producerId, entry);
            if (openSince != ProducerEntry.NONE) {
                transactions.begin(producerId, openSince);
            }
        }
        for (int left = version == VERSION ? in.getInt() : 0; left > 0; left--) {
            transactions.restore(new AbortedTransaction(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        }
        return true;
    }
}
