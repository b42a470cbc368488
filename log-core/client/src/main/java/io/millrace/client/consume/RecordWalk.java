package io.millrace.client.consume;

import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a fetched slice that are the caller's: from the asked position on, without control batches and the
 * batches of aborted transactions. No object a record. Re-usable. <i>Loop-owned.</i>
 */
public final class RecordWalk {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor();
    private List<ByteBuffer> slices = List.of();
    private int nextSlice;
    private long position;
    private boolean inBatch;
    private @Nullable AbortedFilter aborted;

    /** Stands before the first record. */
    public RecordWalk over(Fetched fetched) {
        slices = fetched.slices();
        position = fetched.position();
        nextSlice = 0;
        batches.over(NOTHING);
        aborted = fetched.aborted().isEmpty() ? null : new AbortedFilter(fetched.aborted());
        inBatch = false;
        return this;
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        do {
            while (inBatch && records.next()) {
                if (records.offset() >= position) {
                    return true;
                }
            }
            inBatch = nextBatch();
        } while (inBatch);
        return false;
    }

    /** The current record. */
    public RecordCursor record() {
        return records;
    }

    /** The batch that the current record lies in: what its header says. */
    public BatchCursor batch() {
        return batches;
    }

    private boolean nextBatch() {
        while (true) {
            while (batches.next()) {
                AbortedFilter filter = aborted;
                boolean left = filter != null && filter.leavesOut(batches);
                if (!left && !batches.isControl() && batches.lastOffset() >= position) {
                    records.over(batches.buffer(), batches.position());
                    return true;
                }
            }
            if (nextSlice == slices.size()) {
                return false;
            }
            batches.over(slices.get(nextSlice++));
        }
    }
}
