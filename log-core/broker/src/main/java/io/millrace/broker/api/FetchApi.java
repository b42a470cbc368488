package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Fetch: slices of the log's own memory, as soon as there are enough of them. No fetch sessions are kept: a client that
 * asks for one gets session 0, as from Apache Kafka when its cache is full, and goes on with full requests.
 */
public final class FetchApi implements Api {
    private static final int FINAL_EPOCH = -1;

    private final Topics topics;
    private final Partitions partitions;
    private final int mostBytes;
    private final boolean poison;

    /** From those partitions, at most so many bytes at once. */
    public FetchApi(Topics topics, Partitions partitions, int mostBytes, boolean poison) {
        this.topics = topics;
        this.partitions = partitions;
        this.mostBytes = mostBytes;
        this.poison = poison;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.FETCH;
    }

    @Override
    public void handle(Call call) {
        FetchRequestData request = call.body(FetchRequestData.class);
        Errors refused = refuse(request);
        if (refused != Errors.NONE) {
            call.answer(new FetchResponseData().setErrorCode(refused.code()));
            return;
        }
        int replica = Math.max(request.replicaId(), request.replicaState().replicaId());
        Topics.Served served = topics.served();
        List<FetchPart> parts = new ArrayList<>();
        for (FetchTopic asked : request.topics()) {
            @Nullable
            TopicImage topic = call.version() >= 13
                    ? served.image().topic(asked.topicId())
                    : served.image().topic(asked.topic());
            for (FetchPartition partition : asked.partitions()) {
                parts.add(part(call, asked, topic, partition, replica));
            }
        }
        FetchRound.FetchLimits limits = new FetchRound.FetchLimits(
                request.minBytes(), Math.min(request.maxBytes(), mostBytes), Math.max(request.maxWaitMs(), 0));
        new FetchRound(call.loop(), parts, limits, read -> answer(call, request, read)).start();
    }

    private static Errors refuse(FetchRequestData request) {
        if (request.sessionId() != 0) {
            return request.sessionEpoch() == FINAL_EPOCH ? Errors.NONE : Errors.FETCH_SESSION_ID_NOT_FOUND;
        }
        return request.sessionEpoch() > 0 ? Errors.INVALID_FETCH_SESSION_EPOCH : Errors.NONE;
    }

    private FetchPart part(
            Call call, FetchTopic asked, @Nullable TopicImage topic, FetchPartition partition, int replica) {
        if (replica >= 0) {
            // There are no followers yet; whoever poses as one must not hold records back.
            return new FetchPart(partition, Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (topic == null) {
            boolean byId = call.version() >= 13 && !asked.topicId().equals(Uuid.ZERO_UUID);
            return new FetchPart(partition, byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (partition.partition() < 0 || partition.partition() >= topic.partitionCount()) {
            return new FetchPart(partition, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        PartitionKey key = new PartitionKey(topic.id(), partition.partition());
        return new FetchPart(partition, partitions.shardOf(key), key);
    }

    private void answer(Call call, FetchRequestData request, List<FetchPart> parts) {
        boolean committedOnly = request.isolationLevel() == 1;
        FetchResponseData response = new FetchResponseData();
        int next = 0;
        for (FetchTopic asked : request.topics()) {
            FetchableTopicResponse topic =
                    new FetchableTopicResponse().setTopic(asked.topic()).setTopicId(asked.topicId());
            for (int i = 0; i < asked.partitions().size(); i++) {
                topic.partitions().add(parts.get(next++).answer(committedOnly));
            }
            response.responses().add(topic);
        }
        if (poison) {
            call.answer(response, Poison.lend(response));
        } else {
            call.answer(response);
        }
    }
}
