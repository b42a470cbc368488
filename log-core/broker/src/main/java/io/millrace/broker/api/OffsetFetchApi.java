package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** OffsetFetch: how far groups have read, of some partitions or of all. */
public final class OffsetFetchApi implements Api {
    private static final int TOP_LEVEL_ERROR_SINCE = 2;
    private static final int GROUPS_SINCE = 8;
    private static final int IDS_SINCE = 10;

    private final Topics topics;
    private final GroupHosts groups;

    /** Asks these coordinators about those topics. */
    public OffsetFetchApi(Topics topics, GroupHosts groups) {
        this.topics = topics;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.OFFSET_FETCH;
    }

    @Override
    public void handle(Call call) {
        OffsetFetchRequestData request = call.body(OffsetFetchRequestData.class);
        if (call.version() < GROUPS_SINCE) {
            fetch(oneGroup(request), request.requireStable(), found -> call.answer(inOldForm(found, call.version())));
            return;
        }
        OffsetFetchResponseGroup[] found =
                new OffsetFetchResponseGroup[request.groups().size()];
        Join join = new Join(() -> call.answer(new OffsetFetchResponseData().setGroups(Arrays.asList(found))));
        for (int i = 0; i < found.length; i++) {
            int index = i;
            join.begin();
            Consumer<OffsetFetchResponseGroup> take = group -> {
                found[index] = group;
                join.done();
            };
            OffsetFetchRequestGroup group = request.groups().get(i);
            if (call.version() >= IDS_SINCE) {
                fetchById(group, request.requireStable(), take);
            } else {
                fetch(group, request.requireStable(), take);
            }
        }
        join.done();
    }

    private void fetch(OffsetFetchRequestGroup group, boolean stableOnly, Consumer<OffsetFetchResponseGroup> take) {
        groups.on(group.groupId(), (coordinator, nowMs, wallMs) -> coordinator.fetchOffsets(group, stableOnly, take));
    }

    /** Names for ids on the way in, ids for names on the way out. */
    private void fetchById(OffsetFetchRequestGroup asked, boolean stableOnly, Consumer<OffsetFetchResponseGroup> take) {
        CatalogImage image = topics.served().image();
        OffsetFetchRequestGroup named = new OffsetFetchRequestGroup()
                .setGroupId(asked.groupId())
                .setMemberId(asked.memberId())
                .setMemberEpoch(asked.memberEpoch());
        List<OffsetFetchResponseTopics> unknown = new ArrayList<>();
        if (asked.topics() == null) {
            named.setTopics(null);
        } else {
            for (OffsetFetchRequestTopics topic : asked.topics()) {
                @Nullable TopicImage known = image.topic(topic.topicId());
                if (known == null) {
                    unknown.add(unknown(topic));
                } else {
                    named.topics()
                            .add(new OffsetFetchRequestTopics()
                                    .setName(known.name())
                                    .setTopicId(known.id())
                                    .setPartitionIndexes(topic.partitionIndexes()));
                }
            }
        }
        fetch(named, stableOnly, found -> {
            List<OffsetFetchResponseTopics> all = new ArrayList<>();
            for (OffsetFetchResponseTopics topic : found.topics()) {
                @Nullable TopicImage known = image.topic(topic.name());
                if (known != null) {
                    all.add(topic.setTopicId(known.id()));
                }
            }
            if (found.errorCode() == Errors.NONE.code()) {
                all.addAll(unknown);
            }
            take.accept(found.setTopics(all));
        });
    }

    private static OffsetFetchResponseTopics unknown(OffsetFetchRequestTopics topic) {
        OffsetFetchResponseTopics answer = new OffsetFetchResponseTopics().setTopicId(topic.topicId());
        for (int partition : topic.partitionIndexes()) {
            answer.partitions()
                    .add(new OffsetFetchResponsePartitions()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(-1)
                            .setMetadata("")
                            .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()));
        }
        return answer;
    }

    private static OffsetFetchRequestGroup oneGroup(OffsetFetchRequestData request) {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId(request.groupId());
        if (request.topics() == null) {
            return group.setTopics(null);
        }
        for (OffsetFetchRequestTopic topic : request.topics()) {
            group.topics()
                    .add(new OffsetFetchRequestTopics()
                            .setName(topic.name())
                            .setPartitionIndexes(topic.partitionIndexes()));
        }
        return group;
    }

    private static OffsetFetchResponseData inOldForm(OffsetFetchResponseGroup found, short version) {
        OffsetFetchResponseData response = new OffsetFetchResponseData();
        short groupError = found.errorCode();
        if (version >= TOP_LEVEL_ERROR_SINCE) {
            response.setErrorCode(groupError);
        }
        for (OffsetFetchResponseTopics topic : found.topics()) {
            OffsetFetchResponseTopic old = new OffsetFetchResponseTopic().setName(topic.name());
            for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                boolean errorInGroup = version < TOP_LEVEL_ERROR_SINCE && groupError != Errors.NONE.code();
                old.partitions()
                        .add(new OffsetFetchResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setCommittedOffset(partition.committedOffset())
                                .setCommittedLeaderEpoch(version < 5 ? -1 : partition.committedLeaderEpoch())
                                .setMetadata(partition.metadata())
                                .setErrorCode(errorInGroup ? groupError : partition.errorCode()));
            }
            response.topics().add(old);
        }
        return response;
    }
}
