package io.millrace.storage.segment;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.CorruptBatch;
import io.millrace.wire.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log's segments as they were when it was made. <i>Any thread</i>, but for {@link LogFiles#mender}; throws
 * {@link StaleIndex} where only that one goes on.
 */
public final class LogReader {
    private final LogFiles files;
    private final List<Segment> segments;
    private final long endOffset;
    private final long compactedBelow;
    private final boolean mayMend;

    LogReader(LogFiles files, List<Segment> segments, long endOffset, long compactedBelow, boolean mayMend) {
        this.files = files;
        this.segments = segments;
        this.endOffset = endOffset;
        this.compactedBelow = compactedBelow;
        this.mayMend = mayMend;
    }

    /** Everything below can be read. */
    public long endOffset() {
        return endOffset;
    }

    /** A record found. */
    public record Found(long offset, long timestamp, int leaderEpoch) {}

    /** Is shown batch headers in the order of their offsets, of control batches all; valid during the call. */
    @FunctionalInterface
    public interface HeaderVisitor {
        /** The header lies at the position. */
        void batch(ByteBuffer buffer, int position);
    }

    /**
     * Whole batches from the one that holds the offset, below the limit, their CRCs checked: at most maxBytes, but the
     * first one always. Fewer than that where a segment ends. Empty at the end.
     */
    public List<ByteBuffer> read(long offset, long limitOffset, int maxBytes) throws IOException {
        if (offset >= limitOffset || offset >= endOffset) {
            return List.of();
        }
        List<ByteBuffer> found = List.of();
        // Compaction may have taken all that a segment had from the offset on.
        for (int next = segmentOf(offset); next >= 0 && next < segments.size() && found.isEmpty(); next++) {
            if (segments.get(next).baseOffset() >= limitOffset) {
                break;
            }
            found = read(segments.get(next), offset, limitOffset, maxBytes);
        }
        return found;
    }

    /**
     * As {@link #read}, of batches that are worth it and may be sent from their file; null where they are to be read.
     *
     * @param scratch direct memory for the first look at them
     */
    public @Nullable FileSlice slice(long offset, long limitOffset, int maxBytes, ByteBuffer scratch)
            throws IOException {
        int number = offset >= limitOffset || offset >= endOffset ? -1 : segmentOf(offset);
        if (number < 0) {
            return null;
        }
        Segment segment = segments.get(number);
        OpenFiles.Lease lease = files.open(segment);
        FileSlice found = null;
        try {
            found = new SliceFinder(segment, lease, scratch, compactedBelow, mayMend)
                    .find(offset, limitOffset, maxBytes);
        } finally {
            if (found == null) {
                lease.close();
            }
        }
        return found;
    }

    /** Reads what follows the slice into the system's memory: whoever reads on, as most do, finds it there. */
    public void readAhead(FileSlice slice) throws IOException {
        try (OpenFiles.Lease lease = files.open(slice.segment())) {
            lease.file().load(slice.position() + slice.sizeInBytes(), slice.sizeInBytes());
        }
    }

    private List<ByteBuffer> read(Segment segment, long offset, long limitOffset, int maxBytes) throws IOException {
        if (!segment.holdsBatches()) {
            return List.of();
        }
        try (OpenFiles.Lease lease = files.open(segment)) {
            SegmentCursor first = segment.find(lease, offset, mayMend);
            if (first == null) {
                return List.of();
            }
            long start = first.position();
            long want = Math.min(Math.max(maxBytes, first.size()), segment.sizeBytes() - start);
            ByteBuffer bytes = ByteBuffer.allocate((int) want);
            int read = lease.file().read(bytes, start);
            bytes.flip();
            int whole = new SoundBatches(segment, compactedBelow).whole(bytes, read, start, limitOffset);
            segment.checked().add(start, start + whole);
            if (whole == 0 && first.baseOffset() < limitOffset) {
                throw new CorruptLog(segment.path(), start, offset, "the file ends inside of a batch");
            }
            return whole == 0 ? List.of() : List.of(bytes.limit(whole));
        }
    }

    /** Shows all batch headers from the batch that holds the offset on. */
    public void scanHeaders(long fromOffset, HeaderVisitor visitor) throws IOException {
        for (Segment segment : segments) {
            if (segment.endOffset() <= fromOffset || !segment.holdsBatches()) {
                continue;
            }
            try (OpenFiles.Lease lease = files.open(segment)) {
                SegmentCursor first = segment.find(lease, Math.max(fromOffset, segment.baseOffset()), mayMend);
                if (first == null) {
                    continue;
                }
                SegmentCursor cursor = new SegmentCursor(lease.file(), first.position(), segment.sizeBytes());
                boolean more = cursor.next();
                while (more) {
                    // What a marker says stands in its record, and is as much a part of a producer's state.
                    if (BatchHeader.isControl(cursor.buffer(), cursor.index()) && !cursor.loadBody()) {
                        break;
                    }
                    visitor.batch(cursor.buffer(), cursor.index());
                    long expected = cursor.lastOffset() + 1;
                    more = cursor.next() && segment.follows(cursor, expected);
                }
                if (cursor.position() != segment.sizeBytes()) {
                    throw new CorruptLog(
                            segment.path(), cursor.position(), fromOffset, "no whole batch with a sound header");
                }
            }
        }
    }

    /** The first record from the start offset on and below the limit whose timestamp is at least the given one. */
    public @Nullable Found firstAtOrAfter(long timestamp, long startOffset, long limitOffset) throws IOException {
        for (Segment segment : segments) {
            if (segment.endOffset() <= startOffset || segment.sizeBytes() == 0) {
                continue;
            }
            try (OpenFiles.Lease lease = files.open(segment)) {
                if (segment.largestTimestamp(lease) < timestamp) {
                    continue;
                }
                SegmentCursor cursor = segment.findTime(lease, timestamp);
                boolean more = cursor != null;
                while (cursor != null && more && cursor.baseOffset() < limitOffset) {
                    if (cursor.maxTimestamp() >= timestamp) {
                        Found found = firstInBatch(cursor, timestamp, startOffset, limitOffset);
                        if (found != null) {
                            return found;
                        }
                    }
                    more = cursor.next();
                }
            }
        }
        return null;
    }

    /** The first record below the limit of the largest timestamp. */
    public @Nullable Found largestTimestamp(long startOffset, long limitOffset) throws IOException {
        long largest = -1;
        for (Segment segment : segments) {
            if (segment.endOffset() <= startOffset || segment.sizeBytes() == 0) {
                continue;
            }
            try (OpenFiles.Lease lease = files.open(segment)) {
                largest = Math.max(largest, segment.largestTimestamp(lease));
            }
        }
        return largest < 0 ? null : firstAtOrAfter(largest, startOffset, limitOffset);
    }

    private static @Nullable Found firstInBatch(SegmentCursor batch, long timestamp, long startOffset, long limitOffset)
            throws IOException {
        if (!batch.loadBody()) {
            return null;
        }
        try {
            return inBatch(batch.buffer(), batch.index(), timestamp, startOffset, limitOffset);
        } catch (CorruptBatch e) {
            throw new IOException("batch at offset " + batch.baseOffset() + " cannot be read", e);
        }
    }

    /** The first record of a batch in memory whose timestamp is at least the given one. */
    public static @Nullable Found inBatch(
            ByteBuffer buffer, int position, long timestamp, long startOffset, long limitOffset) {
        int epoch = BatchHeader.leaderEpoch(buffer, position);
        RecordCursor records = new RecordCursor().over(buffer, position);
        while (records.next()) {
            if (records.timestamp() >= timestamp && records.offset() >= startOffset && records.offset() < limitOffset) {
                return new Found(records.offset(), records.timestamp(), epoch);
            }
        }
        return null;
    }

    /** The number of the segment that the offset lies in, -1 when there is none. */
    private int segmentOf(long offset) {
        int low = 0;
        int high = segments.size() - 1;
        int found = -1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).baseOffset() <= offset) {
                found = middle;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return found;
    }
}
