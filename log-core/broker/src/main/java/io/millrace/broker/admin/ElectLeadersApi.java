package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.TopicImage;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ElectLeaders: every partition has its only replica for a leader. */
final class ElectLeadersApi implements Api {
    private final Topics topics;

    ElectLeadersApi(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.ELECT_LEADERS;
    }

    @Override
    public void handle(Call call) {
        ElectLeadersRequestData request = call.body(ElectLeadersRequestData.class);
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (request.topicPartitions() != null) {
            request.topicPartitions().forEach(asked -> {
                TopicImage topic = topics.served().image().topic(asked.topic());
                ReplicaElectionResult result = new ReplicaElectionResult().setTopic(asked.topic());
                asked.partitions().forEach(number -> {
                    boolean known = topic != null && number >= 0 && number < topic.partitionCount();
                    Errors error = known ? Errors.ELECTION_NOT_NEEDED : Errors.UNKNOWN_TOPIC_OR_PARTITION;
                    result.partitionResult()
                            .add(new PartitionResult()
                                    .setPartitionId(number)
                                    .setErrorCode(error.code())
                                    .setErrorMessage(error.message()));
                });
                response.replicaElectionResults().add(result);
            });
        }
        call.answer(response);
    }
}
