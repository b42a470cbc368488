package io.millrace.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One partition's log. <i>Loop-owned</i> by its owner. */
public final class PartitionLog {
    PartitionLog() {}

    /** Which log this is. */
    public LogId id() {
        throw new UnsupportedOperationException();
    }

    /** The first offset kept. */
    public long startOffset() {
        throw new UnsupportedOperationException();
    }

    /** The offset of the next record appended. */
    public long endOffset() {
        throw new UnsupportedOperationException();
    }

    /** Everything below is on disk (SYNC) or in the page cache (OS). */
    public long durableOffset() {
        throw new UnsupportedOperationException();
    }

    /** Why the log takes and keeps nothing any more; null while it works. Reads go on as long as they succeed. */
    public @Nullable IOException failure() {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies the one batch between position and limit into memory of the log with offset and leader epoch set, and
     * returns its base offset. The caller has checked the batch's CRC, asks {@link #accepts} first, and is told by
     * {@link #onDurable} when it may acknowledge.
     */
    public long append(ByteBuffer batch, int leaderEpoch) {
        throw new UnsupportedOperationException();
    }

    /** Runs on the owner loop with the new durable offset whenever it moved. Set once. */
    public void onDurable(LongConsumer durableOffset) {
        throw new UnsupportedOperationException();
    }

    /** Runs on the owner loop when the disk failed; the log is offline from then on. Set once. */
    public void onFailure(Consumer<IOException> failed) {
        throw new UnsupportedOperationException();
    }

    /** False while journal, disk or memory are full: hold producers back, and ask again after {@link #onAccepts}. */
    public boolean accepts() {
        throw new UnsupportedOperationException();
    }

    /** Runs on the owner loop when {@link #accepts} has become true again. Set once. */
    public void onAccepts(Runnable accepts) {
        throw new UnsupportedOperationException();
    }

    /**
     * Slices of whole batches from the one that holds the offset, below the limit (exclusive), from memory; null when
     * the offset is cold, empty at the limit. At most maxBytes, but the first batch is always whole.
     */
    public @Nullable List<ByteBuffer> readTail(long offset, long limitOffset, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #readTail}, from the files. Every batch's CRC is checked. */
    public void readCold(long offset, long limitOffset, int maxBytes, ReadCallback callback) {
        throw new UnsupportedOperationException();
    }

    /** The first durable record whose timestamp is at least the given one. */
    public void offsetForTimestamp(long timestampMs, TimestampCallback callback) {
        throw new UnsupportedOperationException();
    }

    /** The first durable record of the largest timestamp. */
    public void offsetOfMaxTimestamp(TimestampCallback callback) {
        throw new UnsupportedOperationException();
    }

    /** Shows all batch headers from the batch that holds the offset; on the calling thread, before the first append. */
    public void scanHeaders(long fromOffset, BatchHeaderVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The newest producer snapshot at or below the end, or null. Read on the calling thread, before the first append. */
    public @Nullable ProducerSnapshot producerSnapshot() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Keeps the snapshot in place of older ones; written in the background, at the latest by the store's close. */
    public void saveProducerSnapshot(ProducerSnapshot snapshot) {
        throw new UnsupportedOperationException();
    }

    /** The epoch of the last batch, -1 when there is none. */
    public int latestEpoch() {
        throw new UnsupportedOperationException();
    }

    /** The epoch in which the offset was written, -1 when it is not known. */
    public int leaderEpochAt(long offset) {
        throw new UnsupportedOperationException();
    }

    /** The offset after the last one of the epoch, or of the largest epoch below it; -1 when it is not known. */
    public long epochEndOffset(int epoch) {
        throw new UnsupportedOperationException();
    }

    /** Writes out what is left; the log cannot be used any more. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
