package io.millrace.client.consume;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What a fetch brought of one partition. <i>Loop-owned.</i> */
final class Slice implements Fetched {
    final Source source;
    private final List<ByteBuffer> slices;
    private final long position;
    private final long nextOffset;
    private final long highWatermark;
    private final long logStartOffset;
    private final int sizeInBytes;
    private final Runnable release;
    private boolean closed;

    Slice(
            Source source,
            WholeBatches batches,
            long position,
            long highWatermark,
            long logStartOffset,
            Runnable release) {
        this.source = source;
        this.slices = batches.slices();
        this.position = position;
        this.nextOffset = batches.nextOffset();
        this.highWatermark = highWatermark;
        this.logStartOffset = logStartOffset;
        this.sizeInBytes = batches.sizeInBytes();
        this.release = release;
    }

    @Override
    public TopicPartition partition() {
        return source.partition;
    }

    @Override
    public List<ByteBuffer> slices() {
        return slices;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long nextOffset() {
        return nextOffset;
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public int sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
