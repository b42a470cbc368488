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
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiMessage;

/** One fetch from one node: of each partition, from the offset it had at the time. <i>Loop-owned.</i> */
final class FetchCall {
    /** From 13 on topics go by id. */
    private static final short BY_ID = 13;
    /** No fetch session: each request names all of its partitions. */
    private static final int FINAL_EPOCH = -1;

    final Endpoint node;
    private final Metadata metadata;
    private final Map<TopicPartition, Asked> asked = new LinkedHashMap<>();
    private final Map<Uuid, String> names = new HashMap<>();

    FetchCall(Endpoint node, Metadata metadata) {
        this.node = node;
        this.metadata = metadata;
    }

    void add(Source source) {
        source.inFlight = true;
        asked.put(source.partition, new Asked(source, source.fetchOffset, source.version));
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
        Map<String, FetchTopic> topics = new LinkedHashMap<>();
        for (Asked each : asked.values()) {
            String name = each.source.partition.topic();
            TopicInfo info = metadata.known(name);
            FetchTopic topic = topics.computeIfAbsent(name, n -> new FetchTopic());
            int partition = each.source.partition.partition();
            int epoch = -1;
            if (info != null) {
                topic.setTopicId(info.id());
                names.put(info.id(), name);
                epoch = partition < info.partitionCount()
                        ? info.partitions().get(partition).leaderEpoch()
                        : -1;
            }
            topic.setTopic(name);
            topic.partitions()
                    .add(new FetchPartition()
                            .setPartition(partition)
                            .setCurrentLeaderEpoch(epoch)
                            .setFetchOffset(each.offset)
                            .setPartitionMaxBytes(config.maxPartitionBytes()));
        }
        return new FetchRequestData()
                .setMaxWaitMs(maxWaitMs)
                .setMinBytes(config.minBytes())
                .setMaxBytes(maxBytes)
                .setIsolationLevel((byte) (config.committedOnly() ? 1 : 0))
                .setRackId(config.rack())
                .setSessionEpoch(FINAL_EPOCH)
                .setTopics(new ArrayList<>(topics.values()));
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
     * @param version of the source then
     */
    record Asked(Source source, long offset, int version) {
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
