package io.millrace.connect.task.source;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Converted records on their way to the log, column by column, and the source's offsets behind them. Filled by the task's
 * thread, then handed to the loop; never both.
 */
final class Chunk {
    static final int MAX_RECORDS = 2_000;
    static final int MAX_BYTES = 1 << 20;

    final String[] topics;
    final int[] partitions;
    final long[] timestamps;
    final byte[] @Nullable [] keys;
    final byte[] @Nullable [] values;
    final Header[] @Nullable [] headers;
    /** Kept only for tasks that want to hear of each record. */
    final SourceRecord @Nullable [] records;

    private final Map<Map<String, ?>, Map<String, ?>> reached = new HashMap<>(2);
    private @Nullable Map<String, ?> lastSource;
    private @Nullable Map<String, ?> lastOffset;
    int size;
    int bytes;

    Chunk(int capacity, boolean keepRecords) {
        topics = new String[capacity];
        partitions = new int[capacity];
        timestamps = new long[capacity];
        keys = new byte[capacity][];
        values = new byte[capacity][];
        headers = new Header[capacity][];
        records = keepRecords ? new SourceRecord[capacity] : null;
    }

    boolean isFull() {
        return size == topics.length || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return size == 0 && lastSource == null;
    }

    /** The source came so far, whether its record is written or was left out. */
    void reached(@Nullable Map<String, ?> source, @Nullable Map<String, ?> offset) {
        if (source == null || offset == null) {
            return;
        }
        // Most connectors give one and the same map for all records of a source partition.
        if (source != lastSource) {
            settle();
            lastSource = source;
        }
        lastOffset = offset;
    }

    /** How far the source came, by its partitions. */
    Map<Map<String, ?>, Map<String, ?>> reached() {
        settle();
        return reached;
    }

    private void settle() {
        if (lastSource != null && lastOffset != null) {
            reached.put(lastSource, lastOffset);
        }
    }
}
