package io.millrace.client.consume;

import io.millrace.base.Endpoint;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One fetch from one node: of each partition, from the offset it had at the time. <i>Loop-owned.</i> */
final class FetchCall {
    /** From 13 on topics go by id. */
    private static final short BY_ID = 13;
    /** From 7 on there are sessions. */
    private static final short WITH_SESSIONS = 7;
    /** No fetch session: the request names all of its partitions. */
    private static final int FINAL_EPOCH = -1;

    final Endpoint node;
    private final Metadata metadata;
    /** The session that it goes on with, or null without. */
    private @Nullable FetchSession session;

    private final Map<TopicPartition, Asked> asked = new LinkedHashMap<>();
    private final Map<Uuid, String> names = new HashMap<>();

    FetchCall(Endpoint node, Metadata metadata) {
        this.node = node;
        this.metadata = metadata;
    }

    void add(Source source, int leaderEpoch) {
        source.inFlight = true;
        asked.put(source.partition, new Asked(source, source.fetchOffset, leaderEpoch, source.version));
    }

    /** Goes on with that session, if the node speaks of sessions at all. */
    void with(FetchSession kept) {
        session = kept;
    }

    short maxVersion() {
        for (Asked each : asked.values()) {
            TopicInfo info = metadata.known(each.source.partition.topic());
            if (info == null || info.id().equals(Uuid.ZERO_UUID)) {
                return BY_ID - 1;
            }
        }
        return Short.MAX_VALUE;
    }

    ApiMessage body(short version, FetchConfig config, int maxBytes, int maxWaitMs) {
        Map<TopicPartition, FetchSession.Told> wanted = new LinkedHashMap<>();
        asked.forEach((partition, each) -> {
            TopicInfo info = metadata.known(partition.topic());
            Uuid id = info == null ? Uuid.ZERO_UUID : info.id();
            names.put(id, partition.topic());
            wanted.put(partition, new FetchSession.Told(id, each.offset, each.leaderEpoch, config.maxPartitionBytes()));
        });
        FetchRequestData request = new FetchRequestData()
                .setMaxWaitMs(maxWaitMs)
                .setMinBytes(config.minBytes())
                .setMaxBytes(maxBytes)
                .setIsolationLevel((byte) (config.committedOnly() ? 1 : 0))
                .setRackId(config.rack());
        FetchSession kept = version < WITH_SESSIONS ? null : session;
        session = kept;
        if (kept == null) {
            return request.setSessionEpoch(FINAL_EPOCH).setTopics(FetchSession.topics(wanted));
        }
        kept.fill(request, wanted);
        return request;
    }

    /** Takes in what the answer says of the session; whether the partitions that it leaves out are as they were. */
    boolean sessionAnswered(@Nullable FetchResponseData response) {
        FetchSession kept = session;
        if (kept == null) {
            return false;
        }
        boolean incremental = kept.isIncremental();
        if (response == null) {
            kept.lost();
            return false;
        }
        boolean agreed = kept.answered(response);
        return !agreed || incremental && response.errorCode() == Errors.NONE.code();
    }

    /** Brings each answer to what was asked. */
    void match(FetchResponseData response, Answered answered) {
        for (FetchableTopicResponse topic : response.responses()) {
            String name = topic.topic() == null || topic.topic().isEmpty() ? names.get(topic.topicId()) : topic.topic();
            if (name == null) {
                continue;
            }
            for (PartitionData data : topic.partitions()) {
                Asked each = asked.remove(new TopicPartition(name, data.partitionIndex()));
                if (each != null) {
                    each.source.inFlight = false;
                    answered.answered(each, data);
                }
            }
        }
    }

    /** Those that no answer was brought to. */
    List<Asked> unanswered() {
        List<Asked> left = new ArrayList<>(asked.values());
        left.forEach(each -> each.source.inFlight = false);
        return left;
    }

    /**
     * One partition of the call.
     *
     * @param source the partition
     * @param offset asked for
     * @param leaderEpoch of the leader that was known then, -1 unknown
     * @param version of the source then
     */
    record Asked(Source source, long offset, int leaderEpoch, int version) {
        /** Whether the source still wants the answer. */
        boolean current() {
            return source.assigned && source.version == version;
        }
    }

    /** Takes an answer. */
    interface Answered {
        void answered(Asked asked, PartitionData data);
    }
}
