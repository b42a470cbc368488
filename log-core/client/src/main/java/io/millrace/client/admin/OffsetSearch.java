package io.millrace.client.admin;

import io.millrace.base.Endpoint;
import io.millrace.client.admin.Admin.FoundOffset;
import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One search for offsets over the leaders of all partitions; asks again for those that are still missing. <i>Loop-owned.</i> */
final class OffsetSearch {
    /** A consumer, not a replica. */
    private static final int CONSUMER = -1;

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;
    private final Map<TopicPartition, Long> left;
    private final Map<TopicPartition, FoundOffset> found = new HashMap<>();
    private final boolean readCommitted;
    private int unanswered;
    private @Nullable Throwable passing;
    private @Nullable Throwable staying;

    OffsetSearch(
            CallContext context,
            Metadata metadata,
            Channels channels,
            Map<TopicPartition, Long> specs,
            boolean readCommitted) {
        this.readCommitted = readCommitted;
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
        this.left = new LinkedHashMap<>(specs);
    }

    /** A topic or partition that is missing is asked for again: nodes hear of a new one at different times. */
    void run(Answer<Map<TopicPartition, FoundOffset>> answer) {
        Set<String> topics = new HashSet<>();
        left.keySet().forEach(partition -> topics.add(partition.topic()));
        Retry.<Map<String, TopicInfo>>run(
                context,
                "partitions of " + topics,
                attempt -> metadata.refresh(
                        topics, (known, failure) -> attempt.done(known, known == null ? failure : missing(known))),
                (known, failure) -> {
                    if (failure == null) {
                        Retry.<Map<TopicPartition, FoundOffset>>run(context, "offsets", this::attempt, answer);
                    } else {
                        boolean neverThere = failure.getCause() instanceof UnknownTopicOrPartitionException;
                        answer.done(null, neverThere ? failure.getCause() : failure);
                    }
                });
    }

    private @Nullable ApiException missing(Map<String, TopicInfo> known) {
        for (TopicPartition partition : left.keySet()) {
            TopicInfo topic = known.get(partition.topic());
            if (topic == null || partition.partition() >= topic.partitionCount()) {
                return new UnknownTopicOrPartitionException(partition + " does not exist");
            }
        }
        return null;
    }

    private void attempt(Answer<Map<TopicPartition, FoundOffset>> answer) {
        Map<Endpoint, List<TopicPartition>> byLeader = new LinkedHashMap<>();
        passing = null;
        for (TopicPartition partition : left.keySet()) {
            NodeInfo leader = metadata.leader(partition.topic(), partition.partition());
            if (leader == null) {
                passing = Errors.LEADER_NOT_AVAILABLE.exception(partition + " has no leader");
            } else {
                byLeader.computeIfAbsent(leader.endpoint(), e -> new ArrayList<>())
                        .add(partition);
            }
        }
        if (byLeader.isEmpty()) {
            context.loop().execute(() -> finish(answer));
            return;
        }
        unanswered = byLeader.size();
        byLeader.forEach((node, partitions) -> {
            Map<TopicPartition, Long> asked = new LinkedHashMap<>(left);
            asked.keySet().retainAll(partitions);
            ask(node, asked, answer);
        });
    }

    private void ask(Endpoint node, Map<TopicPartition, Long> asked, Answer<Map<TopicPartition, FoundOffset>> answer) {
        channels.to(node)
                .call(
                        ApiKeys.LIST_OFFSETS,
                        context.config().requestTimeoutMs(),
                        version -> request(asked),
                        (response, failure) -> {
                            take(response, failure);
                            if (--unanswered == 0) {
                                finish(answer);
                            }
                        });
    }

    private void finish(Answer<Map<TopicPartition, FoundOffset>> answer) {
        Throwable why = staying != null ? staying : passing;
        if (left.isEmpty()) {
            answer.done(found, null);
        } else {
            answer.done(null, why != null ? why : Errors.UNKNOWN_SERVER_ERROR.exception("the answer leaves some out"));
        }
    }

    private ListOffsetsRequestData request(Map<TopicPartition, Long> asked) {
        Map<String, ListOffsetsTopic> topics = new LinkedHashMap<>();
        asked.forEach((partition, spec) -> topics.computeIfAbsent(
                        partition.topic(), name -> new ListOffsetsTopic().setName(name))
                .partitions()
                .add(new ListOffsetsPartition()
                        .setPartitionIndex(partition.partition())
                        .setTimestamp(spec)));
        return new ListOffsetsRequestData()
                .setReplicaId(CONSUMER)
                .setIsolationLevel((byte) (readCommitted ? 1 : 0))
                .setTopics(new ArrayList<>(topics.values()));
    }

    private void take(@Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            failed(failure == null ? Errors.UNKNOWN_SERVER_ERROR.exception() : failure);
            return;
        }
        try (response) {
            for (ListOffsetsTopicResponse topic :
                    response.as(ListOffsetsResponseData.class).topics()) {
                for (ListOffsetsPartitionResponse each : topic.partitions()) {
                    TopicPartition partition = new TopicPartition(topic.name(), each.partitionIndex());
                    ApiException error = Failures.of(each.errorCode(), partition.toString());
                    if (error != null) {
                        failed(error);
                    } else {
                        left.remove(partition);
                        found.put(partition, new FoundOffset(each.offset(), each.timestamp(), each.leaderEpoch()));
                    }
                }
            }
        }
    }

    private void failed(Throwable failure) {
        if (!Failures.passes(failure)) {
            staying = failure;
            return;
        }
        passing = failure;
        if (Failures.misrouted(failure)) {
            metadata.requestUpdate();
        }
    }
}
