package io.millrace.broker.api;

import io.millrace.broker.partition.AbortedTransaction;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions.Shard;
import io.millrace.storage.segment.FileSlice;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a fetch: what is asked and what was found. Belongs to the partition's loop while that reads, else to
 * the connection's loop.
 */
final class FetchPart {
    private final FetchPartition asked;
    private final @Nullable Shard shard;
    private final @Nullable PartitionKey key;
    private final boolean committedOnly;
    private Errors error;
    private long highWatermark = -1;
    private long lastStableOffset = -1;
    private long startOffset = -1;
    private @Nullable EpochEndOffset diverging;
    private List<ByteBuffer> slices = List.of();
    private @Nullable FileSlice file;
    private List<AbortedTransaction> aborted = List.of();
    private int bytes;

    /** Of a partition that can be asked, for all records or for those of committed transactions alone. */
    FetchPart(FetchPartition asked, Shard shard, PartitionKey key, boolean committedOnly) {
        this.asked = asked;
        this.shard = shard;
        this.key = key;
        this.committedOnly = committedOnly;
        this.error = Errors.NONE;
    }

    /** Of a partition that does not exist. */
    FetchPart(FetchPartition asked, Errors error) {
        this.asked = asked;
        this.shard = null;
        this.key = null;
        this.committedOnly = false;
        this.error = error;
    }

    @Nullable
    Shard shard() {
        return shard;
    }

    int bytes() {
        return bytes;
    }

    /** Whether the client must hear at once, records or not. */
    boolean urgent() {
        return error != Errors.NONE || diverging != null;
    }

    /** Its partition on its loop, now; null when it is gone. */
    @Nullable
    Partition partition() {
        Shard at = shard;
        PartitionKey of = key;
        return at == null || of == null ? null : at.get(of);
    }

    /** As {@link #partition}, and notes an error when it is gone. */
    @Nullable
    Partition find() {
        Shard at = shard;
        PartitionKey of = key;
        if (at == null || of == null) {
            return null;
        }
        Partition partition = at.get(of);
        if (partition == null) {
            fail(at.whyNot(of));
        }
        return partition;
    }

    /** Checks epochs and offset; true when records are to be read. On the partition's loop. */
    boolean admit(Partition partition) {
        error = Errors.NONE;
        diverging = null;
        take(List.of());
        highWatermark = partition.highWatermark();
        lastStableOffset = partition.lastStableOffset();
        startOffset = partition.startOffset();
        Errors epoch = Epochs.check(asked.currentLeaderEpoch(), partition.leaderEpoch());
        if (epoch != Errors.NONE) {
            fail(epoch);
            return false;
        }
        if (asked.fetchOffset() < startOffset
                || asked.fetchOffset() > partition.log().endOffset()) {
            fail(Errors.OFFSET_OUT_OF_RANGE);
            return false;
        }
        int fetched = asked.lastFetchedEpoch();
        if (fetched >= 0) {
            long end = partition.log().epochEndOffset(fetched);
            if (end < asked.fetchOffset() && partition.log().latestEpoch() >= 0) {
                diverging = new EpochEndOffset().setEpoch(fetched).setEndOffset(Math.max(end, 0));
                return false;
            }
        }
        return asked.fetchOffset() < limit();
    }

    /** What may be read lies below. */
    long limit() {
        return committedOnly ? lastStableOffset : highWatermark;
    }

    /** Takes what was read, and which of it is not for readers of committed records. On the partition's loop. */
    void take(List<ByteBuffer> found, Partition partition) {
        take(found);
        if (committedOnly && !found.isEmpty()) {
            ByteBuffer last = found.get(found.size() - 1);
            aborted = partition.abortedIn(asked.fetchOffset(), Math.min(limit(), endOf(last)));
        }
    }

    /** As above, of what stays in its file; closed with {@link #release}, or when something else is taken. */
    void take(FileSlice found, Partition partition) {
        take(List.of());
        file = found;
        bytes = found.sizeInBytes();
        if (committedOnly) {
            aborted = partition.abortedIn(asked.fetchOffset(), Math.min(limit(), found.endOffset()));
        }
    }

    /** Nobody needs what was found any more. */
    void release() {
        FileSlice held = file;
        file = null;
        if (held != null) {
            held.close();
        }
    }

    /** Whether a file is held open until {@link #release}. */
    boolean holdsFile() {
        return file != null;
    }

    /** The offset after the last one of the slice's batches. */
    private static long endOf(ByteBuffer batches) {
        long end = 0;
        for (int at = batches.position(); at < batches.limit(); at += BatchHeader.sizeInBytes(batches, at)) {
            end = BatchHeader.lastOffset(batches, at) + 1;
        }
        return end;
    }

    long offset() {
        return asked.fetchOffset();
    }

    int maxBytes() {
        return Math.max(asked.partitionMaxBytes(), 0);
    }

    void take(List<ByteBuffer> found) {
        release();
        slices = found;
        aborted = List.of();
        int size = 0;
        for (ByteBuffer slice : found) {
            size += slice.remaining();
        }
        bytes = size;
    }

    void fail(Errors why) {
        error = why;
        take(List.of());
    }

    PartitionData answer() {
        FileSlice held = file;
        PartitionData data = new PartitionData()
                .setPartitionIndex(asked.partition())
                .setErrorCode(error.code())
                .setHighWatermark(highWatermark)
                .setLastStableOffset(lastStableOffset)
                .setLogStartOffset(startOffset)
                .setAbortedTransactions(committedOnly ? abortedAnswer() : null)
                .setRecords(held == null ? RecordsData.of(slices) : RecordsData.of(held));
        EpochEndOffset at = diverging;
        return at == null ? data : data.setDivergingEpoch(at);
    }

    private List<FetchResponseData.AbortedTransaction> abortedAnswer() {
        List<FetchResponseData.AbortedTransaction> answer = new ArrayList<>(aborted.size());
        for (AbortedTransaction each : aborted) {
            answer.add(new FetchResponseData.AbortedTransaction()
                    .setProducerId(each.producerId())
                    .setFirstOffset(each.firstOffset()));
        }
        return answer;
    }
}
