package io.millrace.client.produce;

import io.millrace.client.call.Done;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to topics: builds batches in place, one open batch a partition, and delivers them in order, idempotent
 * by default. A record is copied into its batch before append returns, so the caller keeps its arrays. <i>Loop-owned:</i>
 * every method is called on the client's loop, every callback runs there. Nothing is sent before the loop is turned.
 */
public final class Appender implements AutoCloseable {
    Appender() {}

    /** The topic's appender, always the same one for a name; keep it, it saves a look-up a record. */
    public TopicAppender topic(String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies one record into the open batch of its partition.
     *
     * @param partition its number, or {@link TopicAppender#BY_KEY}
     * @return false when nothing was taken: {@code buffer.memory} is full, or the partition count that BY_KEY needs is
     *     not known yet. Turn the loop and try again; {@link #onRoom} tells when.
     * @throws org.apache.kafka.common.errors.RecordTooLargeException when it can never be taken
     * @throws RuntimeException the sticky {@link #failure}
     */
    public boolean append(
            String topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Header @Nullable [] headers,
            @Nullable AppendCallback done) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends what is open without waiting for {@code linger.ms}, and tells when every record appended before this call is
     * acknowledged or has failed: null when none failed since the last flush was told, else the first failure.
     */
    public void flush(Done done) {
        throw new UnsupportedOperationException();
    }

    /** Runs on the loop each time that memory or metadata became free after an append was refused. One listener. */
    public void onRoom(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of records taken and not yet acknowledged or failed. */
    public long bufferedBytes() {
        throw new UnsupportedOperationException();
    }

    /** Why this appender can go on no more (every later append throws it), or null. A new appender may begin anew. */
    public @Nullable Throwable failure() {
        throw new UnsupportedOperationException();
    }

    /** Fails what is not acknowledged, and takes no more; flush before it. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
