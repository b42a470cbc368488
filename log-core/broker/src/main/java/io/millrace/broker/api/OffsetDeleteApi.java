package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** OffsetDelete: forgets committed offsets of topics that nobody in the group subscribes to. */
public final class OffsetDeleteApi implements Api {
    private final Topics topics;
    private final GroupHosts groups;

    /** Asks these coordinators about those topics. */
    public OffsetDeleteApi(Topics topics, GroupHosts groups) {
        this.topics = topics;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.OFFSET_DELETE;
    }

    @Override
    public void handle(Call call) {
        OffsetDeleteRequestData request = call.body(OffsetDeleteRequestData.class);
        CatalogImage image = topics.served().image();
        OffsetDeleteRequestData known = request.duplicate();
        for (OffsetDeleteRequestTopic topic : known.topics()) {
            topic.partitions().removeIf(each -> !image.has(topic.name(), each.partitionIndex()));
        }
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) -> coordinator.deleteOffsets(known, answer -> {
                    if (answer.errorCode() == Errors.NONE.code()) {
                        addUnknown(request, image, answer);
                    }
                    call.answer(answer);
                }));
    }

    private static void addUnknown(
            OffsetDeleteRequestData request, CatalogImage image, OffsetDeleteResponseData answer) {
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            OffsetDeleteResponseTopic answered = answer.topics().find(topic.name());
            for (var partition : topic.partitions()) {
                int index = partition.partitionIndex();
                if (answered != null && !image.has(topic.name(), index)) {
                    answered.partitions()
                            .add(new OffsetDeleteResponsePartition()
                                    .setPartitionIndex(index)
                                    .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
                }
            }
        }
    }
}
