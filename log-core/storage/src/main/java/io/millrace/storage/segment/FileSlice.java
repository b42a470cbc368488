package io.millrace.storage.segment;

import io.millrace.wire.message.FileBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Whole batches, to be sent from their file; that stays open, and as it is, until this is closed. <i>Any thread.</i> */
public final class FileSlice implements FileBytes, AutoCloseable {
    private final Segment segment;
    private final OpenFiles.Lease lease;
    private final FileChannel channel;
    private final long position;
    private final int sizeInBytes;
    private final long endOffset;
    private final boolean waited;

    FileSlice(Segment segment, OpenFiles.Lease lease, long position, int sizeInBytes, long endOffset, boolean waited) {
        this.segment = segment;
        this.lease = lease;
        this.channel = Objects.requireNonNull(lease.file().channel(), "a file that the system cannot send from");
        this.position = position;
        this.sizeInBytes = sizeInBytes;
        this.endOffset = endOffset;
        this.waited = waited;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int sizeInBytes() {
        return sizeInBytes;
    }

    /** No batch of it ends behind. */
    public long endOffset() {
        return endOffset;
    }

    /** Whether the disk had to be waited for. */
    public boolean waited() {
        return waited;
    }

    Segment segment() {
        return segment;
    }

    /** Once. */
    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
