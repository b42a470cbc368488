package io.millrace.broker.partition;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The idempotent producers of one partition (KIP-98, KIP-360): keeps each from writing a batch twice, or out of order.
 * Forgets who was idle for long, and the idlest when there are too many; a forgotten producer may go on with any
 * sequence number. <i>Loop-owned.</i>
 */
final class Producers {
    /** More than this many at once in one partition is taken for abuse: the idlest is forgotten. */
    static final int MOST = 100_000;

    private final long expirationMs;
    private final LinkedHashMap<Long, ProducerEntry> byId = new LinkedHashMap<>(16, 0.75f, true);

    Producers(long expirationMs) {
        this.expirationMs = expirationMs;
    }

    /** Decides on a batch of an idempotent producer that a client sent; changes nothing. */
    Verdict check(long producerId, short epoch, int firstSequence, int recordCount) {
        @Nullable ProducerEntry entry = byId.get(producerId);
        if (entry == null) {
            return Verdict.NEXT;
        }
        if (epoch < entry.epoch()) {
            return new Verdict.Refused(
                    Errors.INVALID_PRODUCER_EPOCH,
                    "producer " + producerId + " has epoch " + entry.epoch() + " by now, the batch is of " + epoch);
        }
        if (epoch > entry.epoch()) {
            return firstSequence == 0
                    ? Verdict.NEXT
                    : new Verdict.Refused(
                            Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                            "producer " + producerId + " begins its epoch " + epoch + " with sequence number "
                                    + firstSequence);
        }
        int slot = entry.find(firstSequence, lastSequence(firstSequence, recordCount));
        if (slot >= 0) {
            long base = entry.baseOffset(slot);
            return new Verdict.Duplicate(base, base + recordCount - 1);
        }
        // After a marker of a new epoch, as at the beginning, sequence numbers begin anew.
        int expected = entry.batches() == 0 ? 0 : next(entry.lastSequence());
        return firstSequence == expected
                ? Verdict.NEXT
                : new Verdict.Refused(
                        Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                        "producer " + producerId + " sent sequence number " + firstSequence + ", expected " + expected);
    }

    /** Takes note of a batch that lies in the log now, in the order of the log. */
    void appended(long producerId, short epoch, int firstSequence, int recordCount, long baseOffset, long nowMs) {
        ProducerEntry entry = byId.get(producerId);
        if (entry == null) {
            entry = new ProducerEntry(epoch);
            byId.put(producerId, entry);
        }
        entry.appended(epoch, firstSequence, lastSequence(firstSequence, recordCount), baseOffset, nowMs);
        forgetIdle(nowMs);
    }

    /** What is known of the producer; null when nothing is. */
    @Nullable
    ProducerEntry get(long producerId) {
        return byId.get(producerId);
    }

    /** What is known of the producer from now on. */
    ProducerEntry know(long producerId, short epoch) {
        return byId.computeIfAbsent(producerId, id -> new ProducerEntry(epoch));
    }

    /** Takes back what a snapshot holds, the idlest first. */
    void restore(long producerId, ProducerEntry entry) {
        byId.put(producerId, entry);
    }

    /** All of them, the idlest first. */
    Map<Long, ProducerEntry> all() {
        return byId;
    }

    /** How many are known. */
    int size() {
        return byId.size();
    }

    private void forgetIdle(long nowMs) {
        Iterator<Map.Entry<Long, ProducerEntry>> idlestFirst = byId.entrySet().iterator();
        while (idlestFirst.hasNext()) {
            ProducerEntry idlest = idlestFirst.next().getValue();
            if (byId.size() <= MOST && nowMs - idlest.lastUsedMs() < expirationMs) {
                return;
            }
            if (idlest.transactionStart() == ProducerEntry.NONE) {
                idlestFirst.remove();
            } else if (byId.size() <= MOST) {
                // Who has a transaction open is kept until it ends, however long that takes.
                return;
            }
        }
    }

    /** Sequence numbers wrap to 0 after 2^31 - 1. */
    private static int lastSequence(int firstSequence, int recordCount) {
        return (int) (((long) firstSequence + recordCount - 1) & Integer.MAX_VALUE);
    }

    private static int next(int sequence) {
        return sequence == Integer.MAX_VALUE ? 0 : sequence + 1;
    }
}
