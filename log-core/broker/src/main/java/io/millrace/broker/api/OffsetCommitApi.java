package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** OffsetCommit: stores how far a group has read. Partitions that do not exist are refused one by one. */
public final class OffsetCommitApi implements Api {
    private static final int IDS_SINCE = 10;

    private final Topics topics;
    private final GroupHosts groups;

    /** Asks these coordinators about those topics. */
    public OffsetCommitApi(Topics topics, GroupHosts groups) {
        this.topics = topics;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.OFFSET_COMMIT;
    }

    @Override
    public void handle(Call call) {
        OffsetCommitRequestData request = call.body(OffsetCommitRequestData.class);
        List<OffsetCommitResponseTopic> refused = new ArrayList<>();
        OffsetCommitRequestData known = new OffsetCommitRequestData()
                .setGroupId(request.groupId())
                .setGenerationIdOrMemberEpoch(request.generationIdOrMemberEpoch())
                .setMemberId(request.memberId())
                .setGroupInstanceId(request.groupInstanceId())
                .setRetentionTimeMs(request.retentionTimeMs())
                .setTopics(known(request, call.version() >= IDS_SINCE, refused));
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) ->
                        coordinator.commitOffsets(known, call.version(), nowMs, wallMs, answer -> {
                            answer.topics().addAll(refused);
                            call.answer(answer);
                        }));
    }

    private List<OffsetCommitRequestTopic> known(
            OffsetCommitRequestData request, boolean byId, List<OffsetCommitResponseTopic> refused) {
        CatalogImage image = topics.served().image();
        List<OffsetCommitRequestTopic> known = new ArrayList<>();
        for (OffsetCommitRequestTopic asked : request.topics()) {
            @Nullable TopicImage topic = byId ? image.topic(asked.topicId()) : image.topic(asked.name());
            Errors error = topic == null && byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
            OffsetCommitRequestTopic kept = new OffsetCommitRequestTopic();
            OffsetCommitResponseTopic unknown =
                    new OffsetCommitResponseTopic().setName(asked.name()).setTopicId(asked.topicId());
            for (OffsetCommitRequestPartition partition : asked.partitions()) {
                int index = partition.partitionIndex();
                if (topic != null && index >= 0 && index < topic.partitionCount()) {
                    kept.partitions().add(partition);
                } else {
                    unknown.partitions()
                            .add(new OffsetCommitResponsePartition()
                                    .setPartitionIndex(index)
                                    .setErrorCode(error.code()));
                }
            }
            if (topic != null && !kept.partitions().isEmpty()) {
                known.add(kept.setName(topic.name()).setTopicId(topic.id()));
            }
            if (!unknown.partitions().isEmpty()) {
                refused.add(unknown);
            }
        }
        return known;
    }
}
