package io.millrace.client.consume;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** What a fetch brought of one partition. <i>Loop-owned.</i> */
final class Slice implements Fetched {
    final Source source;
    private final List<ByteBuffer> slices;
    private final long position;
    private final long nextOffset;
    private final PartitionData said;
    private final List<AbortedTransaction> aborted;
    private final int sizeInBytes;
    private final Runnable release;
    private boolean closed;

    Slice(Source source, WholeBatches batches, long position, PartitionData said, Runnable release) {
        this.source = source;
        this.slices = batches.slices();
        this.position = position;
        this.nextOffset = batches.nextOffset();
        this.said = said;
        List<AbortedTransaction> told = said.abortedTransactions();
        this.aborted = told == null ? List.of() : told;
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
        return said.highWatermark();
    }

    @Override
    public long logStartOffset() {
        return said.logStartOffset();
    }

    @Override
    public long lastStableOffset() {
        return said.lastStableOffset();
    }

    @Override
    public List<AbortedTransaction> aborted() {
        return aborted;
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
