package io.millrace.client.consume;

import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;

/**
 * Tells the batches of aborted transactions, from the list that came with them: a producer's transactional batches are
 * left out from its first offset in the list up to its abort marker. <i>Loop-owned.</i>
 */
final class AbortedFilter {
    private static final short ABORT = 0;

    private final List<AbortedTransaction> byFirstOffset;
    private final Set<Long> aborting = new HashSet<>();
    private final RecordCursor marker = new RecordCursor();
    private int next;

    AbortedFilter(List<AbortedTransaction> aborted) {
        byFirstOffset = new ArrayList<>(aborted);
        byFirstOffset.sort(Comparator.comparingLong(AbortedTransaction::firstOffset));
    }

    /** Asked of every batch in order, control batches too. */
    boolean leavesOut(BatchCursor batch) {
        while (next < byFirstOffset.size() && byFirstOffset.get(next).firstOffset() <= batch.lastOffset()) {
            aborting.add(byFirstOffset.get(next++).producerId());
        }
        if (!aborting.contains(batch.producerId())) {
            return false;
        }
        if (batch.isControl()) {
            if (isAbort(batch)) {
                aborting.remove(batch.producerId());
            }
            return true;
        }
        return batch.isTransactional();
    }

    /** A marker's key is its version and its type. */
    private boolean isAbort(BatchCursor batch) {
        marker.over(batch.buffer(), batch.position());
        return marker.next()
                && marker.keySize() >= 2 * Short.BYTES
                && marker.buffer().getShort(marker.keyPosition() + Short.BYTES) == ABORT;
    }
}
