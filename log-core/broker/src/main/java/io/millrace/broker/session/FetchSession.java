package io.millrace.broker.session;

import io.millrace.wire.message.RecordsData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one client fetches, and what it was told of each. Whoever was answered with records goes to the
 * end, so that those that found no room come first the next time. Guarded by its {@link FetchSessions}.
 */
final class FetchSession {
    private final int id;
    private final boolean byTopicId;
    private final long createdMs;
    private final Map<FetchKey, Told> partitions = new LinkedHashMap<>();
    private long usedMs;
    private int epoch = 1;

    FetchSession(int id, boolean byTopicId, long nowMs) {
        this.id = id;
        this.byTopicId = byTopicId;
        this.createdMs = nowMs;
        this.usedMs = nowMs;
    }

    int id() {
        return id;
    }

    boolean byTopicId() {
        return byTopicId;
    }

    long createdMs() {
        return createdMs;
    }

    long usedMs() {
        return usedMs;
    }

    int size() {
        return partitions.size();
    }

    /** The epoch that the next request must carry. */
    int epoch() {
        return epoch;
    }

    /** A request was taken: returns the epoch of the next one, which is never one of the two that have a meaning. */
    int advance(long nowMs) {
        usedMs = nowMs;
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        return epoch;
    }

    void ask(FetchAsked asked) {
        Told told = partitions.get(asked.key());
        if (told == null) {
            partitions.put(asked.key(), new Told(asked));
        } else {
            // The name by which its id was first known stays, else a topic made anew would not be noticed.
            told.asked = new FetchAsked(asked.topicId(), asked.topic(), asked.partition(), told.asked.knownAs());
        }
    }

    void forget(FetchKey key) {
        partitions.remove(key);
    }

    List<FetchAsked> asked() {
        List<FetchAsked> all = new ArrayList<>(partitions.size());
        for (Told each : partitions.values()) {
            all.add(each.asked);
        }
        return all;
    }

    /** Notes what the client is told of a partition; false when it knows all of that. */
    boolean tell(FetchAsked asked, PartitionData data) {
        Told told = partitions.get(asked.key());
        if (told == null || !told.changes(data)) {
            return false;
        }
        if (RecordsData.size(data.records()) > 0) {
            partitions.remove(asked.key());
            partitions.put(asked.key(), told);
        }
        return true;
    }

    /** One partition. */
    private static final class Told {
        private FetchAsked asked;
        private long highWatermark = -1;
        private long startOffset = -1;

        private Told(FetchAsked asked) {
            this.asked = asked;
        }

        private boolean changes(PartitionData data) {
            boolean changed = highWatermark != data.highWatermark()
                    || startOffset != data.logStartOffset()
                    || RecordsData.size(data.records()) > 0;
            highWatermark = data.highWatermark();
            startOffset = data.logStartOffset();
            if (data.errorCode() != Errors.NONE.code() || diverges(data.divergingEpoch())) {
                highWatermark = -1; // when the error is over the client hears of it
                return true;
            }
            return changed;
        }

        private static boolean diverges(@Nullable EpochEndOffset diverging) {
            return diverging != null && diverging.epoch() >= 0;
        }
    }
}
