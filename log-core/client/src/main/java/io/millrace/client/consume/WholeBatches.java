package io.millrace.client.consume;

import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.CorruptBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole batches of an answer: a node may cut the last one off. <i>Immutable.</i>
 *
 * @param slices from position to limit whole batches
 * @param sizeInBytes of all of them
 * @param nextOffset after the last batch; the given one when there is none
 * @param leaderEpoch of the last batch, -1 when there is none
 */
record WholeBatches(List<ByteBuffer> slices, int sizeInBytes, long nextOffset, int leaderEpoch) {
    /**
     * Finds them. Batches that end before the offset are left out: a log may hand out what lies before it in the same
     * chunk.
     *
     * @throws CorruptBatch when a checksum does not match, or bytes are no batch
     */
    static WholeBatches of(List<ByteBuffer> answer, long offset, boolean checkCrc) {
        BatchCursor cursor = new BatchCursor();
        List<ByteBuffer> whole = new ArrayList<>(answer.size());
        int size = 0;
        long next = offset;
        int epoch = -1;
        for (ByteBuffer slice : answer) {
            int begin = -1;
            int end = -1;
            for (cursor.over(slice); cursor.next(); ) {
                if (cursor.lastOffset() < offset) {
                    continue;
                }
                if (checkCrc && !cursor.crcMatches()) {
                    throw new CorruptBatch("the batch at offset " + cursor.baseOffset() + " has a wrong checksum");
                }
                begin = begin < 0 ? cursor.position() : begin;
                end = cursor.position() + cursor.size();
                next = cursor.lastOffset() + 1;
                epoch = cursor.leaderEpoch();
            }
            if (begin >= 0) {
                whole.add(begin == slice.position() && end == slice.limit() ? slice : view(slice, begin, end));
                size += end - begin;
            }
        }
        return new WholeBatches(whole, size, next, epoch);
    }

    private static ByteBuffer view(ByteBuffer slice, int begin, int end) {
        return slice.duplicate().limit(end).position(begin);
    }
}
