package io.millrace.client.admin;

import io.millrace.client.admin.Admin.Outcomes;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Failures;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Topics, their partitions and their records. <i>Loop-owned.</i> */
final class TopicsAdmin {
    private final Calls calls;

    TopicsAdmin(Calls calls) {
        this.calls = calls;
    }

    void create(List<NewTopic> topics, Answer<Outcomes> answer) {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(calls.timeoutMs());
        for (NewTopic topic : topics) {
            CreatableTopic creatable = new CreatableTopic()
                    .setName(topic.name())
                    .setNumPartitions(topic.partitions())
                    .setReplicationFactor(topic.replicationFactor());
            topic.configs()
                    .forEach((name, value) -> creatable
                            .configs()
                            .add(new CreatableTopicConfig().setName(name).setValue(value)));
            request.topics().add(creatable);
        }
        calls.onAnyNode(
                "creation of topics",
                ApiKeys.CREATE_TOPICS,
                version -> request.duplicate(),
                CreateTopicsResponseData.class,
                response -> {
                    Map<String, ApiException> failures = new LinkedHashMap<>();
                    response.topics().forEach(t -> put(failures, t.name(), t.errorCode(), t.errorMessage()));
                    return changed(failures);
                },
                answer);
    }

    void delete(Collection<String> names, Answer<Outcomes> answer) {
        List<String> copy = List.copyOf(names);
        calls.onAnyNode(
                "deletion of topics",
                ApiKeys.DELETE_TOPICS,
                version -> new DeleteTopicsRequestData()
                        .setTimeoutMs(calls.timeoutMs())
                        .setTopicNames(copy),
                DeleteTopicsResponseData.class,
                response -> {
                    Map<String, ApiException> failures = new LinkedHashMap<>();
                    response.responses().forEach(t -> put(failures, t.name(), t.errorCode(), t.errorMessage()));
                    return changed(failures);
                },
                answer);
    }

    void createPartitions(Map<String, Integer> totals, Answer<Outcomes> answer) {
        Map<String, Integer> copy = Map.copyOf(totals);
        calls.onAnyNode(
                "creation of partitions",
                ApiKeys.CREATE_PARTITIONS,
                version -> {
                    CreatePartitionsRequestData request =
                            new CreatePartitionsRequestData().setTimeoutMs(calls.timeoutMs());
                    copy.forEach((topic, count) -> request.topics()
                            .add(new CreatePartitionsTopic()
                                    .setName(topic)
                                    .setCount(count)
                                    .setAssignments(null)));
                    return request;
                },
                CreatePartitionsResponseData.class,
                response -> {
                    Map<String, ApiException> failures = new LinkedHashMap<>();
                    response.results().forEach(t -> put(failures, t.name(), t.errorCode(), t.errorMessage()));
                    return changed(failures);
                },
                answer);
    }

    void deleteRecords(Map<TopicPartition, Long> before, Answer<Map<TopicPartition, Long>> answer) {
        Map<TopicPartition, Long> copy = Map.copyOf(before);
        Map<TopicPartition, Long> starts = new HashMap<>();
        calls.<TopicPartition, Long>each(
                copy.keySet(),
                (partition, one) -> deleteRecords(partition, copy.getOrDefault(partition, -1L), (start, failure) -> {
                    if (start != null) {
                        starts.put(partition, start);
                    }
                    one.done(start, failure);
                }),
                failures -> {
                    Throwable first = failures.values().stream().findFirst().orElse(null);
                    answer.done(first == null ? starts : null, first);
                });
    }

    private void deleteRecords(TopicPartition partition, long before, Answer<Long> answer) {
        calls.onLeader(
                "deletion of records of " + partition,
                partition,
                ApiKeys.DELETE_RECORDS,
                version -> new DeleteRecordsRequestData()
                        .setTimeoutMs(calls.timeoutMs())
                        .setTopics(List.of(new DeleteRecordsTopic()
                                .setName(partition.topic())
                                .setPartitions(List.of(new DeleteRecordsPartition()
                                        .setPartitionIndex(partition.partition())
                                        .setOffset(before))))),
                DeleteRecordsResponseData.class,
                response -> {
                    for (DeleteRecordsResponseData.DeleteRecordsTopicResult topic : response.topics()) {
                        for (DeleteRecordsResponseData.DeleteRecordsPartitionResult each : topic.partitions()) {
                            Calls.check(each.errorCode(), partition.toString());
                            return each.lowWatermark();
                        }
                    }
                    throw Errors.UNKNOWN_SERVER_ERROR.exception("the answer leaves " + partition + " out");
                },
                answer);
    }

    private Outcomes changed(Map<String, ApiException> failures) {
        calls.metadata.requestUpdate();
        return new Outcomes(failures);
    }

    /** Only an answer from a node that cannot decide is thrown, so that another one is asked. */
    private static void put(Map<String, ApiException> failures, String name, short code, @Nullable String message) {
        ApiException error = Failures.of(code, message == null ? name : name + ": " + message);
        if (error instanceof NotControllerException) {
            throw error;
        }
        if (error != null) {
            failures.put(name, error);
        }
    }
}
