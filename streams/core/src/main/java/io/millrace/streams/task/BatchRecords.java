package io.millrace.streams.task;

import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;

/** Walks all records of whole batches, control batches left out, where nothing but their bytes matters. */
final class BatchRecords {
    /** Takes a record, whose slices lie in the array at their positions plus the base. */
    interface Visitor {
        void record(RecordCursor record, byte[] array, int base);
    }

    private BatchRecords() {}

    static void forEach(List<ByteBuffer> slices, Visitor visitor) {
        BatchCursor batches = new BatchCursor();
        RecordCursor records = new RecordCursor();
        for (ByteBuffer slice : slices) {
            ByteBuffer onHeap = onHeap(slice);
            batches.over(onHeap);
            while (batches.next()) {
                if (!batches.isControl()) {
                    walk(records.over(onHeap, batches.position()), visitor);
                }
            }
        }
    }

    private static void walk(RecordCursor records, Visitor visitor) {
        byte[] array = records.buffer().array();
        int base = records.buffer().arrayOffset();
        while (records.next()) {
            visitor.record(records, array, base);
        }
    }

    private static ByteBuffer onHeap(ByteBuffer slice) {
        if (slice.hasArray()) {
            return slice;
        }
        byte[] copy = new byte[slice.remaining()];
        slice.get(slice.position(), copy);
        return ByteBuffer.wrap(copy);
    }
}
