package io.millrace.broker.api;

import io.millrace.broker.partition.AbortedTransaction;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions.Shard;
import io.millrace.storage.log.Held;
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
import org.apache.kafka.common.record.internal.BaseRecords;
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
    private @Nullable Held held;
    private List<AbortedTransaction> aborted = List.of();

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
        return held == null ? 0 : held.sizeInBytes();
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
        release();
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
        if (fetched > partition.leaderEpoch()) {
            // What it holds was never written here.
            fail(Errors.OFFSET_OUT_OF_RANGE);
            return false;
        }
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

    /**
     * Takes what was found, and which of it is not for readers of committed records; it is held until {@link #release}. On
     * the partition's loop.
     */
    void take(Held found, Partition partition) {
        release();
        held = found;
        if (committedOnly && found.sizeInBytes() > 0) {
            aborted = partition.abortedIn(asked.fetchOffset(), Math.min(limit(), endOf(found)));
        }
    }

    /** Whether something is held. */
    boolean holds() {
        return held != null;
    }

    /** Answers with no records, or has answered with them. */
    void release() {
        Held before = held;
        held = null;
        aborted = List.of();
        if (before != null) {
            before.close();
        }
    }

    /** No batch ends behind. */
    private static long endOf(Held found) {
        FileSlice file = found.file();
        if (file != null) {
            return file.endOffset();
        }
        List<ByteBuffer> slices = found.slices();
        ByteBuffer last = slices.get(slices.size() - 1);
        long end = 0;
        for (int at = last.position(); at < last.limit(); at += BatchHeader.sizeInBytes(last, at)) {
            end = BatchHeader.lastOffset(last, at) + 1;
        }
        return end;
    }

    long offset() {
        return asked.fetchOffset();
    }

    int maxBytes() {
        return Math.max(asked.partitionMaxBytes(), 0);
    }

    void fail(Errors why) {
        error = why;
        release();
    }

    PartitionData answer() {
        PartitionData data = new PartitionData()
                .setPartitionIndex(asked.partition())
                .setErrorCode(error.code())
                .setHighWatermark(highWatermark)
                .setLastStableOffset(lastStableOffset)
                .setLogStartOffset(startOffset)
                .setAbortedTransactions(committedOnly ? abortedAnswer() : null)
                .setRecords(records());
        EpochEndOffset at = diverging;
        return at == null ? data : data.setDivergingEpoch(at);
    }

    private BaseRecords records() {
        if (held == null) {
            return RecordsData.of(List.of());
        }
        FileSlice file = held.file();
        return file == null ? RecordsData.of(held.slices()) : RecordsData.of(file);
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
