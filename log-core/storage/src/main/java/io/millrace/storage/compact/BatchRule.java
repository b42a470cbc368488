package io.millrace.storage.compact;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchSieve;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one batch, by Apache Kafka's rules: the newest record of each key stays; tombstones, and markers of
 * transactions without data, stay until their horizon, which the first cleaning sets; the last batch of a producer stays
 * empty at least. Loop-owned.
 */
final class BatchRule {
    private final KeyMap keys;
    private final Transactions transactions;
    private final long mapEnd;
    private final long nowMs;
    private final long horizonMs;
    private final BatchSieve sieve = new BatchSieve();
    private boolean dropTombstones;

    /** Keys are known below the map's end; what lies behind stays. */
    BatchRule(KeyMap keys, Transactions transactions, long mapEnd, long nowMs, long tombstoneMs) {
        this.keys = keys;
        this.transactions = transactions;
        this.mapEnd = mapEnd;
        this.nowMs = nowMs;
        // Tombstones that are kept for ever have a horizon that never comes.
        this.horizonMs = tombstoneMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + tombstoneMs;
    }

    /** The whole batch at the position: what is written in its place, which may be itself; null for nothing. */
    @Nullable
    ByteBuffer keep(ByteBuffer batch, int at) {
        boolean mayDrop = transactions.mayDrop(batch, at);
        long horizon = BatchHeader.deleteHorizonMs(batch, at);
        boolean past = horizon >= 0 && horizon <= nowMs;
        boolean control = BatchHeader.isControl(batch, at);
        boolean drop = mayDrop && (!control || past || BatchHeader.recordCount(batch, at) == 0);
        dropTombstones = past;
        sieve.sift(batch, at, record -> !drop && (control || keeps(record)));
        if (sieve.count() == 0) {
            return transactions.staysEmpty(batch, at) ? BatchSieve.empty(batch, at) : null;
        }
        boolean setHorizon = horizon < 0 && (control ? mayDrop : sieve.keepsTombstone());
        return sieve.keepsAll() && !setHorizon
                ? batch.slice(at, BatchHeader.sizeInBytes(batch, at))
                : sieve.rest(setHorizon ? horizonMs : -1);
    }

    private boolean keeps(RecordCursor record) {
        if (record.offset() >= mapEnd) {
            return true;
        }
        if (record.keySize() < 0) {
            return false;
        }
        long newest = keys.get(record.buffer(), record.keyPosition(), record.keySize());
        return record.offset() >= newest && (record.valueSize() >= 0 || !dropTombstones);
    }
}
