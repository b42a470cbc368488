package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.List;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** AlterPartitionReassignments: with one node there is nowhere else to go, and nothing on its way to be cancelled. */
final class AlterPartitionReassignmentsApi implements Api {
    private final Topics topics;

    AlterPartitionReassignmentsApi(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Call call) {
        AlterPartitionReassignmentsRequestData request = call.body(AlterPartitionReassignmentsRequestData.class);
        AlterPartitionReassignmentsResponseData response = new AlterPartitionReassignmentsResponseData();
        request.topics().forEach(asked -> {
            TopicImage topic = topics.served().image().topic(asked.name());
            ReassignableTopicResponse answers = new ReassignableTopicResponse().setName(asked.name());
            asked.partitions().forEach(partition -> answers.partitions().add(answer(topic, partition)));
            response.responses().add(answers);
        });
        call.answer(response);
    }

    private static ReassignablePartitionResponse answer(@Nullable TopicImage topic, ReassignablePartition asked) {
        ReassignablePartitionResponse answer =
                new ReassignablePartitionResponse().setPartitionIndex(asked.partitionIndex());
        List<Integer> replicas = asked.replicas();
        if (topic == null || asked.partitionIndex() < 0 || asked.partitionIndex() >= topic.partitionCount()) {
            return refused(answer, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        }
        if (replicas == null) {
            return refused(answer, Errors.NO_REASSIGNMENT_IN_PROGRESS, Errors.NO_REASSIGNMENT_IN_PROGRESS.message());
        }
        List<Integer> now = topic.partitions().get(asked.partitionIndex()).replicas();
        return replicas.equals(now)
                ? answer
                : refused(
                        answer,
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "the partition can lie on " + now + " alone, and not on " + replicas);
    }

    private static ReassignablePartitionResponse refused(
            ReassignablePartitionResponse answer, Errors error, String why) {
        return answer.setErrorCode(error.code()).setErrorMessage(why);
    }
}
