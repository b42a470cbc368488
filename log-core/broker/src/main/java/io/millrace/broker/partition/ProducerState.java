package io.millrace.broker.partition;

import io.millrace.storage.log.PartitionLog;
import io.millrace.storage.log.ProducerSnapshot;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.EndMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a partition says of its producers: their sequence numbers and their transactions, batch by batch in the
 * order of the log. <i>Loop-owned.</i>
 */
final class ProducerState {
    /** So many batch headers, or bytes that they are spread over, may a start have to read again after a crash. */
    private static final int MOST_BATCHES = 20_000;

    private static final long MOST_BYTES = 64L << 20;
    /** What is read faster than a snapshot is synced. */
    private static final int FEW_BATCHES = 1_000;

    private static final long FEW_BYTES = 1L << 20;

    private final Producers producers;
    private final Transactions transactions = new Transactions();
    private int batchesSinceSnapshot;
    private long bytesSinceSnapshot;

    /** Knows nobody. */
    ProducerState(long expirationMs) {
        this.producers = new Producers(expirationMs);
    }

    /** From the newest snapshot and the batches after it, on the calling thread. */
    static ProducerState recover(PartitionLog log, long expirationMs, long nowMs) throws IOException {
        ProducerState state = new ProducerState(expirationMs);
        long from = log.startOffset();
        @Nullable ProducerSnapshot snapshot = log.producerSnapshot();
        if (snapshot != null
                && ProducersCodec.decode(ByteBuffer.wrap(snapshot.content()), state.producers, state.transactions)) {
            from = snapshot.offset();
        }
        if (from < log.endOffset()) {
            long first = from;
            log.scanHeaders(from, (buffer, at) -> {
                // A scan begins with the batch that holds the offset, of which a snapshot may know already.
                if (BatchHeader.lastOffset(buffer, at) >= first) {
                    state.note(buffer, at, BatchHeader.baseOffset(buffer, at), nowMs);
                }
            });
        }
        return state;
    }

    /** Decides on a batch that a client sent, whose transaction is the next one's matter; changes nothing. */
    Verdict check(ByteBuffer batch, int at) {
        long producerId = BatchHeader.producerId(batch, at);
        if (producerId < 0) {
            return Verdict.NEXT;
        }
        ProducerEntry known = producers.get(producerId);
        short epoch = BatchHeader.producerEpoch(batch, at);
        if (known != null
                && known.transactionStart() != ProducerEntry.NONE
                && known.epoch() == epoch
                && !BatchHeader.isTransactional(batch, at)) {
            return new Verdict.Refused(
                    Errors.INVALID_TXN_STATE,
                    "producer " + producerId + " has a transaction open, and sent a batch outside of it");
        }
        return producers.check(
                producerId, epoch, BatchHeader.baseSequence(batch, at), BatchHeader.recordCount(batch, at));
    }

    /** Takes note of a batch that lies in the log now, at that offset. */
    void note(ByteBuffer batch, int at, long baseOffset, long nowMs) {
        batchesSinceSnapshot++;
        bytesSinceSnapshot += BatchHeader.sizeInBytes(batch, at);
        long producerId = BatchHeader.producerId(batch, at);
        if (producerId < 0) {
            return;
        }
        short epoch = BatchHeader.producerEpoch(batch, at);
        if (BatchHeader.isControl(batch, at)) {
            if (BatchHeader.recordCount(batch, at) == 0) {
                emptied(producerId, epoch, nowMs);
                return;
            }
            ended(producerId, epoch, EndMarker.of(batch, at), baseOffset, nowMs);
            return;
        }
        int sequence = BatchHeader.baseSequence(batch, at);
        if (sequence >= 0) {
            int records = BatchHeader.lastOffsetDelta(batch, at) + 1;
            producers.appended(producerId, epoch, sequence, records, baseOffset, nowMs);
        }
        if (BatchHeader.isTransactional(batch, at)) {
            ProducerEntry entry = producers.know(producerId, epoch);
            if (entry.transactionStart() == ProducerEntry.NONE) {
                entry.begin(epoch, baseOffset);
                transactions.begin(producerId, baseOffset);
            }
        }
    }

    /** Of a marker that compaction has emptied nothing but the epoch is left, as of its transaction nothing is. */
    private void emptied(long producerId, short epoch, long nowMs) {
        ProducerEntry entry = producers.know(producerId, epoch);
        if (entry.transactionStart() == ProducerEntry.NONE && epoch >= entry.epoch()) {
            entry.end(epoch, entry.coordinatorEpoch(), nowMs);
        }
    }

    private void ended(long producerId, short epoch, EndMarker marker, long offset, long nowMs) {
        ProducerEntry entry = producers.know(producerId, epoch);
        if (entry.transactionStart() != ProducerEntry.NONE) {
            transactions.end(producerId, entry.transactionStart(), offset, marker.commit());
        }
        entry.end(epoch, marker.coordinatorEpoch(), nowMs);
    }

    /** Whether that owner of the id has a transaction open here. */
    boolean isInTransaction(long producerId, short epoch) {
        ProducerEntry entry = producers.get(producerId);
        return entry != null && entry.transactionStart() != ProducerEntry.NONE && entry.epoch() == epoch;
    }

    /** Whether anything is known of the producer. */
    boolean knows(long producerId) {
        return producers.get(producerId) != null;
    }

    /** Changes with each marker of the producer. */
    int markers(long producerId) {
        ProducerEntry entry = producers.get(producerId);
        return entry == null ? 0 : entry.markers();
    }

    /**
     * Whether a marker may be written.
     *
     * @param version the transaction.version under which it was decided: from 2 on its epoch lies above its records'
     */
    Errors checkMarker(long producerId, short epoch, int coordinatorEpoch, short version) {
        ProducerEntry entry = producers.get(producerId);
        if (entry == null) {
            return Errors.NONE;
        }
        if (entry.coordinatorEpoch() > coordinatorEpoch) {
            return Errors.TRANSACTION_COORDINATOR_FENCED;
        }
        boolean open = entry.transactionStart() != ProducerEntry.NONE;
        boolean tooOld = epoch < entry.epoch() || (version >= 2 && open && epoch == entry.epoch());
        return tooOld ? Errors.INVALID_PRODUCER_EPOCH : Errors.NONE;
    }

    /** Whether that marker is here already: it was written before a crash, and is written again after it. */
    boolean isMarked(long producerId, short epoch) {
        ProducerEntry entry = producers.get(producerId);
        return entry != null
                && entry.epoch() == epoch
                && entry.transactionStart() == ProducerEntry.NONE
                && entry.coordinatorEpoch() >= 0
                && entry.batches() == 0;
    }

    Producers producers() {
        return producers;
    }

    Transactions transactions() {
        return transactions;
    }

    List<AbortedTransaction> abortedIn(long offset, long end) {
        return transactions.abortedIn(offset, end);
    }

    boolean isEmpty() {
        return producers.size() == 0 && transactions.aborted().isEmpty();
    }

    /** Whether a crash now would make the next start read too much. */
    boolean snapshotIsDue() {
        return batchesSinceSnapshot >= MOST_BATCHES || bytesSinceSnapshot >= MOST_BYTES;
    }

    /** Whether a snapshot is cheaper than to read again what came after the last one. */
    boolean savesReading() {
        return batchesSinceSnapshot >= FEW_BATCHES || bytesSinceSnapshot >= FEW_BYTES;
    }

    byte[] snapshot() {
        batchesSinceSnapshot = 0;
        bytesSinceSnapshot = 0;
        return ProducersCodec.encode(producers, transactions);
    }
}
