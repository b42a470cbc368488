package io.millrace.streams.task;

import io.millrace.base.Check;
import io.millrace.streams.operator.Current;
import io.millrace.streams.operator.SourceStep;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * One source partition of a task: the slices that wait, and the record at their head, read and ready to be pushed.
 * <i>Loop-owned.</i>
 */
final class Input {
    private record Chunk(List<ByteBuffer> slices, long nextOffset, Runnable release, int bytes) {}

    private final TopicPartition partition;
    private final SourceStep source;
    private final Current current = new Current();
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor();
    private byte[] scratch = {};

    private int nextSlice;
    private boolean inSlice;
    private boolean inBatch;
    private long batchEnd;
    private byte[] array = scratch;
    private int base;
    private int leaderEpoch = -1;

    private boolean head;
    private long position = -1;
    private long offered = -1;
    private long highWatermark = -1;
    private long partitionTime = -1;
    private int processedEpoch = -1;
    private int bufferedBytes;

    Input(TopicPartition partition, SourceStep source) {
        this.partition = partition;
        this.source = source;
        current.topic = partition.topic();
        current.partition = partition.partition();
    }

    TopicPartition partition() {
        return partition;
    }

    void position(long offset, long time) {
        Check.that(chunks.isEmpty(), "%s is positioned after an offer", partition);
        position = offset;
        offered = offset;
        partitionTime = time;
    }

    void offer(List<ByteBuffer> slices, long nextOffset, Runnable release) {
        Check.that(position >= 0, "%s is offered to before it has a position", partition);
        int bytes = 0;
        for (ByteBuffer slice : slices) {
            bytes += slice.remaining();
        }
        chunks.add(new Chunk(slices, nextOffset, release, bytes));
        bufferedBytes += bytes;
        offered = Math.max(offered, nextOffset);
    }

    void endOffset(long offset) {
        highWatermark = offset;
    }

    int bufferedBytes() {
        return bufferedBytes;
    }

    Consumed consumed() {
        return new Consumed(position, processedEpoch, partitionTime);
    }

    /** The next offset to process. */
    long offset() {
        return position;
    }

    /** Whether it was given a position. */
    boolean exists() {
        return position >= 0;
    }

    /** Whether there may be a record: there is one at the head, or slices wait. */
    boolean hasData() {
        return head || !chunks.isEmpty();
    }

    /** Whether it is known that the partition holds no more than was offered. */
    boolean caughtUp() {
        return highWatermark >= 0 && highWatermark <= offered;
    }

    boolean hasHead() {
        return head;
    }

    /** Event time of the record at the head. */
    long headTime() {
        return current.timestamp;
    }

    /** Pushes the record at the head through the chain; {@link #advance} must follow. */
    void push() {
        head = false;
        long offset = current.offset;
        long time = current.timestamp;
        source.push(current);
        position = offset + 1;
        processedEpoch = leaderEpoch;
        partitionTime = Math.max(partitionTime, time);
    }

    /** Reads the next record that is not to be left out; false when the slices hold none. */
    boolean advance(long wallClockMs) {
        while (!head) {
            if (inBatch) {
                nextRecord(wallClockMs);
            } else if (!nextBatch()) {
                return false;
            }
        }
        return true;
    }

    void close() {
        for (Chunk chunk : chunks) {
            chunk.release().run();
        }
        chunks.clear();
        bufferedBytes = 0;
        head = false;
    }

    private void nextRecord(long wallClockMs) {
        while (records.next()) {
            long offset = records.offset();
            if (offset < position) {
                continue;
            }
            current.topic = partition.topic();
            current.partition = partition.partition();
            if (source.read(current, records, array, base, leaderEpoch, partitionTime, wallClockMs)) {
                head = true;
                return;
            }
            position = offset + 1;
        }
        inBatch = false;
        position = Math.max(position, batchEnd);
    }

    /** Stands before the records of the next batch that has any; false when there is none. */
    private boolean nextBatch() {
        while (true) {
            if (inSlice && batches.next()) {
                open();
                return true;
            }
            if (inSlice) {
                Check.that(batches.remainder() == 0, "%s: a slice ends in a cut-off batch", partition);
                inSlice = false;
            }
            Chunk chunk = chunks.peek();
            if (chunk == null) {
                return false;
            }
            if (nextSlice < chunk.slices().size()) {
                batches.over(chunk.slices().get(nextSlice++));
                inSlice = true;
            } else {
                done(chunk);
            }
        }
    }

    private void done(Chunk chunk) {
        chunks.remove();
        nextSlice = 0;
        bufferedBytes -= chunk.bytes();
        position = Math.max(position, chunk.nextOffset());
        chunk.release().run();
    }

    private void open() {
        inBatch = true;
        batchEnd = batches.lastOffset() + 1;
        leaderEpoch = batches.leaderEpoch();
        if (batches.isControl() || batchEnd <= position) {
            inBatch = false;
            position = Math.max(position, batchEnd);
            return;
        }
        ByteBuffer buffer = batches.buffer();
        int at = batches.position();
        if (!buffer.hasArray() && batches.compression() == 0) {
            // Arrays are what serdes read; one copy of the batch is cheaper than one of each key and value.
            buffer = copy(buffer, at, batches.size());
            at = 0;
        }
        records.over(buffer, at);
        ByteBuffer where = records.buffer();
        array = where.array();
        base = where.arrayOffset();
    }

    private ByteBuffer copy(ByteBuffer from, int at, int size) {
        if (scratch.length < size) {
            scratch = new byte[Math.max(size, BatchHeader.SIZE * 64)];
        }
        from.get(at, scratch, 0, size);
        return ByteBuffer.wrap(scratch, 0, size);
    }

    /** For messages. */
    @Override
    public String toString() {
        return partition + " at offset " + position;
    }
}
