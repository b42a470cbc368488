package io.millrace.storage.segment;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFull;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment file of a log: whole batches one after the other, in Apache Kafka's format. Writing: one thread, under the
 * log's gate; reading: <i>any thread</i>, up to {@link #sizeBytes}.
 */
final class Segment {
    private static final long UNKNOWN = Long.MIN_VALUE;
    /** Of an offset in a file's name. */
    private static final int DIGITS = 20;

    private final OpenFiles files;
    private final String path;
    private final long baseOffset;
    private final int indexIntervalBytes;
    private final SparseIndex index;
    private final CheckedBytes checked;

    private volatile long sizeBytes;
    private volatile long endOffset;
    /** Counts what a sync has to cover: writes, and cuts of the tail. */
    private volatile long changes;

    /** Those that are durable. */
    private volatile long synced;

    private volatile boolean gone;
    private volatile boolean compacted;
    /** A write failed, and may have left bytes behind the last batch. */
    private boolean torn;

    private int bytesSinceIndexEntry;
    private long firstTimestamp = UNKNOWN;
    private long largestTimestamp = UNKNOWN;
    private long largestOfBytes = -1;

    /** A segment whose first sizeBytes are whole batches that end before the end offset. */
    Segment(
            OpenFiles files,
            String directory,
            long baseOffset,
            int indexIntervalBytes,
            long sizeBytes,
            long endOffset) {
        this(files, directory, name(baseOffset), baseOffset, indexIntervalBytes, sizeBytes, endOffset);
    }

    Segment(
            OpenFiles files,
            String directory,
            String name,
            long baseOffset,
            int indexIntervalBytes,
            long sizeBytes,
            long endOffset) {
        this.files = files;
        String withoutSuffix = directory + "/" + name;
        this.path = withoutSuffix + ".log";
        this.baseOffset = baseOffset;
        this.indexIntervalBytes = indexIntervalBytes;
        this.index = new SparseIndex(files, withoutSuffix, baseOffset);
        this.checked = new CheckedBytes(sizeBytes);
        this.sizeBytes = sizeBytes;
        this.endOffset = endOffset;
    }

    /** Twenty digits, as Apache Kafka names them. */
    static String name(long baseOffset) {
        String digits = Long.toString(baseOffset);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    String path() {
        return path;
    }

    long baseOffset() {
        return baseOffset;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long endOffset() {
        return endOffset;
    }

    boolean dirty() {
        return changes != synced;
    }

    /** For {@link #synced}: all that a sync covers which begins now. */
    long changes() {
        return changes;
    }

    /** A sync that began with so many changes has ended well. */
    void synced(long covered) {
        synced = Math.max(synced, covered);
    }

    SparseIndex index() {
        return index;
    }

    /** What need not be checked again. */
    CheckedBytes checked() {
        return checked;
    }

    /** Whether there is anything in it; throws where there was, and it was not compaction that took it. */
    boolean holdsBatches() throws CorruptLog {
        if (sizeBytes == 0 && endOffset > baseOffset && !compacted) {
            throw new CorruptLog(path, 0, baseOffset, "it is empty, and held what is before offset " + endOffset);
        }
        return sizeBytes > 0;
    }

    /** The bytes of the open file. */
    OpenFiles.Lease open() throws IOException {
        return files.acquire(path);
    }

    /** Writes bytes behind the last batch; they count only once {@link #wrote} says so. */
    void write(ByteBuffer bytes, long behind) throws IOException {
        mend();
        changes++;
        torn = true;
        try (OpenFiles.Lease lease = open()) {
            lease.file().write(bytes, sizeBytes + behind);
        }
        torn = false;
    }

    /** Cuts off what a failed write left. */
    void mend() throws IOException {
        if (torn) {
            try (OpenFiles.Lease lease = open()) {
                lease.file().truncate(sizeBytes);
            }
            torn = false;
        }
    }

    /** The next batch of the file lies there whole, and its header in the buffer. */
    void wrote(ByteBuffer buffer, int at) throws IOException {
        int size = BatchHeader.sizeInBytes(buffer, at);
        if (sizeBytes == 0) {
            firstTimestamp = BatchHeader.maxTimestamp(buffer, at);
        }
        long lastOffset = BatchHeader.lastOffset(buffer, at);
        index.note(BatchHeader.maxTimestamp(buffer, at), lastOffset);
        if (bytesSinceIndexEntry > indexIntervalBytes) {
            index.add(lastOffset, (int) sizeBytes);
            bytesSinceIndexEntry = 0;
        }
        bytesSinceIndexEntry += size;
        endOffset = lastOffset + 1;
        sizeBytes += size;
    }

    /** Content and length are durable afterwards. */
    void sync() throws IOException {
        long covered = changes;
        try (OpenFiles.Lease lease = open()) {
            lease.file().sync();
        }
        synced(covered);
    }

    /** Its bytes may not be durable though they were not written by this process. */
    void touch() {
        changes++;
    }

    /** Cuts off what lies behind the last whole batch, and what the indexes say of it. */
    void cutTail() throws IOException {
        try (OpenFiles.Lease lease = open()) {
            if (lease.file().size() > sizeBytes) {
                lease.file().truncate(sizeBytes);
                changes++;
            }
        }
        index.truncate(sizeBytes, endOffset);
    }

    /**
     * Where the batch begins that holds the offset, which is one of this segment's, or the first one behind it where
     * compaction took that; null where it took all behind it.
     *
     * @param mayMend whether this is the thread that writes; others are told that the index does not fit by {@link
     *     StaleIndex}
     */
    @Nullable
    SegmentCursor find(OpenFiles.Lease lease, long offset, boolean mayMend) throws IOException {
        SparseIndex.Entry entry = index.lookup(offset);
        SegmentCursor cursor = SegmentCursor.near(lease.file(), entry.position(), sizeBytes);
        boolean sound = cursor.next()
                && (entry.position() == 0 ? follows(cursor, baseOffset) : cursor.lastOffset() == entry.lastOffset());
        if (!sound) {
            mendIndex(lease, mayMend);
            cursor = new SegmentCursor(lease.file(), 0, sizeBytes);
            sound = cursor.next() && follows(cursor, baseOffset);
        }
        while (sound && cursor.lastOffset() < offset) {
            long expected = cursor.lastOffset() + 1;
            sound = cursor.next() && follows(cursor, expected);
        }
        if (!sound && compacted && cursor.position() == sizeBytes) {
            return null;
        }
        if (!sound) {
            throw new CorruptLog(path, cursor.position(), offset, "no whole batch with a sound header begins here");
        }
        if (entry.position() == 0 && cursor.position() > 16L * indexIntervalBytes) {
            mendIndex(lease, mayMend);
        }
        return cursor;
    }

    private void mendIndex(OpenFiles.Lease lease, boolean mayMend) throws IOException {
        if (!mayMend) {
            throw new StaleIndex(path);
        }
        rebuildIndex(lease);
    }

    /** Whether the batch may be the next one: its CRC says nothing of its offset. */
    boolean follows(SegmentCursor batch, long expected) {
        return (batch.baseOffset() == expected || (compacted && batch.baseOffset() > expected))
                && batch.lastOffset() < endOffset;
    }

    /** A batch before which no record is as late as the timestamp. */
    @Nullable
    SegmentCursor findTime(OpenFiles.Lease lease, long timestamp) throws IOException {
        SparseIndex.TimeEntry entry = index.lookupTime(timestamp);
        if (!sound(lease, entry)) {
            rebuildIndex(lease);
            entry = index.lookupTime(timestamp);
        }
        return find(lease, entry.offset(), true);
    }

    /** -1 when there is none. */
    long largestTimestamp(OpenFiles.Lease lease) throws IOException {
        SparseIndex.TimeEntry last = index.lastTime();
        if (last.timestamp() < 0 || !sound(lease, last)) {
            rebuildIndex(lease);
            last = index.lastTime();
        }
        return last.timestamp();
    }

    private boolean sound(OpenFiles.Lease lease, SparseIndex.TimeEntry entry) throws IOException {
        if (entry.timestamp() < 0) {
            return entry.offset() == baseOffset;
        }
        return entry.offset() >= baseOffset
                && entry.offset() < endOffset
                && hasTime(find(lease, entry.offset(), true), entry.timestamp());
    }

    private static boolean hasTime(@Nullable SegmentCursor batch, long timestamp) {
        return batch != null && batch.maxTimestamp() == timestamp;
    }

    /** Index files are missing, cut short or damaged: makes them anew from the batches. */
    void rebuildIndex(OpenFiles.Lease lease) throws IOException {
        index.truncate(0, baseOffset);
        SegmentCursor cursor = new SegmentCursor(lease.file(), 0, sizeBytes);
        int sinceEntry = 0;
        while (cursor.next()) {
            index.note(cursor.maxTimestamp(), cursor.lastOffset());
            if (sinceEntry > indexIntervalBytes) {
                index.add(cursor.lastOffset(), (int) cursor.position());
                sinceEntry = 0;
            }
            sinceEntry += cursor.size();
        }
        try {
            index.flush();
        } catch (IOException e) {
            // A full disk is no reason not to read: the entries are good in memory too.
            if (!DiskFull.is(e)) {
                throw e;
            }
        }
    }

    /** The largest timestamp of its first batch, -1 where there is none. Under the log's gate. */
    long firstTimestamp() throws IOException {
        if (firstTimestamp == UNKNOWN && sizeBytes > 0) {
            try (OpenFiles.Lease lease = open()) {
                SegmentCursor cursor = new SegmentCursor(lease.file(), 0, sizeBytes);
                firstTimestamp = cursor.next() ? cursor.maxTimestamp() : -1;
            }
        }
        return firstTimestamp == UNKNOWN ? -1 : firstTimestamp;
    }

    /** As {@link #largestTimestamp(OpenFiles.Lease)}; the file is looked at once for each of its sizes. Under the gate. */
    long largestTimestamp() throws IOException {
        if (largestOfBytes != sizeBytes) {
            long size = sizeBytes;
            try (OpenFiles.Lease lease = open()) {
                largestTimestamp = largestTimestamp(lease);
            }
            largestOfBytes = size;
        }
        return largestTimestamp;
    }

    /** It left the log: readers that come late are told. */
    void leave() throws IOException {
        gone = true;
        forget();
    }

    /** Deletes its files. */
    void delete(Disk disk) throws IOException {
        String withoutSuffix = path.substring(0, path.length() - ".log".length());
        for (String suffix : List.of(".index", ".timeindex", ".log")) {
            disk.delete(withoutSuffix + suffix);
        }
    }

    /** Compaction was here: batches may be missing. */
    void compacted() {
        compacted = true;
    }

    boolean gone() {
        return gone;
    }

    void forget() throws IOException {
        files.forget(path);
        index.forget();
    }
}
