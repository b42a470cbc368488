package io.millrace.storage.segment;

import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds whole batches that may leave from their file unread: their CRCs were checked when they were written or first
 * sought, and their pages are in memory by then. <i>One thread.</i>
 */
final class SliceFinder {
    /** Less than this is copied as fast as it is sent apart. */
    private static final int LEAST_BYTES = 32 * 1024;

    private final Segment segment;
    private final OpenFiles.Lease lease;
    private final ByteBuffer scratch;
    private final long compactedBelow;
    private final boolean mayMend;

    SliceFinder(Segment segment, OpenFiles.Lease lease, ByteBuffer scratch, long compactedBelow, boolean mayMend) {
        this.segment = segment;
        this.lease = lease;
        this.scratch = scratch;
        this.compactedBelow = compactedBelow;
        this.mayMend = mayMend;
    }

    /** From the batch that holds the offset, and with the lease; null where only reading gives an answer. */
    @Nullable
    FileSlice find(long offset, long limitOffset, int maxBytes) throws IOException {
        DiskFile file = lease.file();
        if (file.channel() == null) {
            return null;
        }
        SegmentCursor first = segment.find(lease, offset, mayMend);
        if (first == null || first.baseOffset() >= limitOffset) {
            return null;
        }
        long start = first.position();
        // In this order: no batch of that size ends behind that offset.
        long size = segment.sizeBytes();
        long segmentEnd = segment.endOffset();
        long most = Math.min(size, start + Math.max(maxBytes, first.size()));
        if (most - start < LEAST_BYTES) {
            return null;
        }
        if (segmentEnd <= limitOffset && segment.checked().cover(start, most)) {
            if (most == size) {
                return known(start, size, segmentEnd);
            }
            SparseIndex.Entry next = segment.index().lastAt(most);
            SegmentCursor behind = SegmentCursor.near(file, next.position(), size);
            if (next.position() > start && behind.next() && behind.lastOffset() == next.lastOffset()) {
                return known(start, next.position(), behind.baseOffset());
            }
        }
        return checked(start, most, limitOffset);
    }

    private FileSlice known(long start, long end, long endOffset) throws IOException {
        // On this thread, which may wait for the disk, and not on the one that sends.
        boolean waited = lease.file().load(start, end - start);
        return new FileSlice(segment, lease, start, (int) (end - start), endOffset, waited);
    }

    private @Nullable FileSlice checked(long start, long most, long limitOffset) throws IOException {
        SoundBatches sound = new SoundBatches(segment, compactedBelow);
        long at = start;
        while (at < most) {
            scratch.clear().limit((int) Math.min(scratch.capacity(), most - at));
            int whole = sound.whole(scratch, lease.file().read(scratch, at), at, limitOffset);
            if (whole == 0) {
                break;
            }
            at += whole;
        }
        segment.checked().add(start, at);
        return at == start ? null : new FileSlice(segment, lease, start, (int) (at - start), sound.endOffset(), false);
    }
}
