package io.millrace.storage.compact;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the headers and markers of a whole log say of its transactions and producers. First every batch is noted, then
 * they are decided upon in the same order. Loop-owned.
 */
final class Transactions {
    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    private final Map<Long, Long> begun = new HashMap<>();
    private final Map<Long, List<Aborted>> aborted = new HashMap<>();
    private final Map<Long, Last> last = new HashMap<>();
    private final Set<Long> committing = new HashSet<>();
    private final RecordCursor records = new RecordCursor();
    private final long forgottenBeforeMs;
    private long lastOffset = -1;

    /** One transaction. */
    private static final class Aborted {
        final long first;
        final long marker;

        Aborted(long first, long marker) {
            this.first = first;
            this.marker = marker;
        }
    }

    private record Last(short epoch, long lastOffset) {}

    /** Producers whose last batch is older than that are forgotten. */
    Transactions(long forgottenBeforeMs) {
        this.forgottenBeforeMs = forgottenBeforeMs;
    }

    /** The next batch; of a control batch the body is there too. */
    void note(ByteBuffer batch, int at) {
        long producer = BatchHeader.producerId(batch, at);
        long offset = BatchHeader.lastOffset(batch, at);
        lastOffset = offset;
        if (producer < 0) {
            return;
        }
        if (!BatchHeader.isControl(batch, at)) {
            if (BatchHeader.isTransactional(batch, at)) {
                begun.putIfAbsent(producer, BatchHeader.baseOffset(batch, at));
            }
            noteLast(producer, batch, at, offset);
            return;
        }
        Last known = last.get(producer);
        if (known == null || BatchHeader.producerEpoch(batch, at) > known.epoch) {
            noteLast(producer, batch, at, offset);
        }
        short type = marker(batch, at);
        Long first = type == ABORT || type == COMMIT ? begun.remove(producer) : null;
        if (type == ABORT) {
            aborted.computeIfAbsent(producer, id -> new ArrayList<>())
                    .add(new Aborted(first == null ? offset : first, offset));
        }
    }

    private void noteLast(long producer, ByteBuffer batch, int at, long offset) {
        if (BatchHeader.maxTimestamp(batch, at) >= forgottenBeforeMs) {
            last.put(producer, new Last(BatchHeader.producerEpoch(batch, at), offset));
        }
    }

    /** -1 for a marker that was emptied, or of another kind. */
    private short marker(ByteBuffer batch, int at) {
        records.over(batch, at);
        return records.next() && records.keySize() >= 4 ? records.buffer().getShort(records.keyPosition() + 2) : -1;
    }

    /** Whether the data batch belongs to a transaction that was aborted. */
    boolean isAborted(ByteBuffer batch, int at) {
        return BatchHeader.isTransactional(batch, at)
                && abortedAt(BatchHeader.producerId(batch, at), BatchHeader.lastOffset(batch, at)) != null;
    }

    private @Nullable Aborted abortedAt(long producer, long offset) {
        for (Aborted each : aborted.getOrDefault(producer, List.of())) {
            if (each.first <= offset && offset <= each.marker) {
                return each;
            }
        }
        return null;
    }

    /**
     * The second time, in order: whether the batch may be dropped as far as transactions go, which is aborted data, or the
     * marker of a commit before which nothing of its transaction is left.
     */
    boolean mayDrop(ByteBuffer batch, int at) {
        long producer = BatchHeader.producerId(batch, at);
        if (!BatchHeader.isControl(batch, at)) {
            if (!BatchHeader.isTransactional(batch, at)) {
                return false;
            }
            Aborted transaction = abortedAt(producer, BatchHeader.lastOffset(batch, at));
            if (transaction == null) {
                committing.add(producer);
                return false;
            }
            return true;
        }
        if (BatchHeader.recordCount(batch, at) == 0) {
            return true;
        }
        // An abort's stays: who reads is told of the transaction, and leaves out all of its producer up to this marker.
        return marker(batch, at) == COMMIT && !committing.remove(producer);
    }

    /**
     * Whether the batch stays though no record of it does: it is all that knows of its producer's last sequence number,
     * or of the log's end, which readers would wait for in vain.
     */
    boolean staysEmpty(ByteBuffer batch, int at) {
        Last known = last.get(BatchHeader.producerId(batch, at));
        long offset = BatchHeader.lastOffset(batch, at);
        return offset == lastOffset || (known != null && known.lastOffset == offset);
    }
}
