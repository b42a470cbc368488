package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeTopicPartitions: topics in the order of their names, so many partitions at a time. */
public final class DescribeTopicPartitionsApi implements Api {
    /** Kafka's max.request.partition.size.limit. */
    private static final int MOST_PARTITIONS = 2_000;

    private final Node node;
    private final Topics topics;

    /** About those topics, led by that node. */
    public DescribeTopicPartitionsApi(Node node, Topics topics) {
        this.node = node;
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public void handle(Call call) {
        DescribeTopicPartitionsRequestData request = call.body(DescribeTopicPartitionsRequestData.class);
        DescribeTopicPartitionsRequestData.@Nullable Cursor cursor = request.cursor();
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        if (cursor != null && (cursor.partitionIndex() < 0 || !names(request, cursor.topicName()))) {
            call.answer(refused(request));
            return;
        }
        CatalogImage image = topics.served().image();
        TreeSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            names.addAll(image.topics().keySet());
        } else {
            request.topics().forEach(topic -> names.add(topic.name()));
        }
        String from = cursor == null ? "" : cursor.topicName();
        int left = Math.max(1, Math.min(MOST_PARTITIONS, request.responsePartitionLimit()));
        Iterator<String> rest = names.tailSet(from).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (left == 0) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(0));
                break;
            }
            int first = cursor != null && name.equals(from) ? cursor.partitionIndex() : 0;
            TopicImage topic = image.topic(name);
            if (topic == null) {
                response.topics().add(unknown(name));
                continue;
            }
            int end = first + Math.min(left, Math.max(0, topic.partitionCount() - first));
            response.topics().add(describe(topic, first, end));
            left -= end - first;
            if (end < topic.partitionCount()) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(end));
                break;
            }
        }
        call.answer(response);
    }

    /** Whether the topic is among those asked for; where none is named, all are. */
    private static boolean names(DescribeTopicPartitionsRequestData request, String topic) {
        return request.topics().isEmpty()
                || request.topics().stream().anyMatch(asked -> asked.name().equals(topic));
    }

    private static DescribeTopicPartitionsResponseData refused(DescribeTopicPartitionsRequestData request) {
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        request.topics()
                .forEach(topic -> response.topics()
                        .add(new DescribeTopicPartitionsResponseTopic()
                                .setName(topic.name())
                                .setErrorCode(Errors.INVALID_REQUEST.code())));
        return response;
    }

    private static DescribeTopicPartitionsResponseTopic unknown(String name) {
        Errors error =
                TopicNames.fault(name) == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.INVALID_TOPIC_EXCEPTION;
        return new DescribeTopicPartitionsResponseTopic()
                .setName(name)
                .setErrorCode(error.code())
                .setIsInternal(TopicNames.isInternal(name));
    }

    private DescribeTopicPartitionsResponseTopic describe(TopicImage topic, int first, int end) {
        DescribeTopicPartitionsResponseTopic answer = new DescribeTopicPartitionsResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(topic.internal())
                .setTopicAuthorizedOperations(Operations.TOPIC);
        List<Integer> self = List.of(node.id());
        for (int i = first; i < end; i++) {
            answer.partitions()
                    .add(new DescribeTopicPartitionsResponsePartition()
                            .setPartitionIndex(i)
                            .setLeaderId(node.id())
                            .setLeaderEpoch(topic.partitions().get(i).leaderEpoch())
                            .setReplicaNodes(self)
                            .setIsrNodes(self)
                            .setEligibleLeaderReplicas(List.of())
                            .setLastKnownElr(List.of()));
        }
        return answer;
    }
}
