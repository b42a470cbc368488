package io.millrace.client.consume;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;

/**
 * A slice of one partition: whole v2 batches as they lie in the log. Valid until closed; whoever polled it closes it,
 * once, on the client's loop, and copies before that what must outlive it. <i>Loop-owned.</i>
 */
public interface Fetched extends AutoCloseable {
    /** Where it comes from. */
    TopicPartition partition();

    /**
     * Whole batches in order of offset, each buffer from position to limit; no batch crosses a buffer's end. Do not
     * change their positions, or the bytes. The first batch may begin before {@link #position}: skip those records.
     */
    List<ByteBuffer> slices();

    /** The offset that was asked for: records below it are not the caller's. */
    long position();

    /** The offset after the last batch; where the next slice of this partition begins. */
    long nextOffset();

    /** End of what consumers may see, as the leader said with this slice. */
    long highWatermark();

    /** First offset that the log still has, as the leader said with this slice; -1 unknown. */
    long logStartOffset();

    /** End of what is decided: no record of an open transaction lies below it; -1 unknown. */
    default long lastStableOffset() {
        return -1;
    }

    /**
     * The transactions with records here that were aborted, for readers of what is committed; otherwise none.
     * {@link RecordWalk} leaves their records out.
     */
    default List<AbortedTransaction> aborted() {
        return List.of();
    }

    /** Bytes of all slices. */
    int sizeInBytes();

    /** Gives the bytes back to the fetcher's budget; the slices are not read any more. */
    @Override
    void close();
}
