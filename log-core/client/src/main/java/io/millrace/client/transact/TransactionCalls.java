package io.millrace.client.transact;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channel;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.client.group.Coordinator;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.Metadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.OperationNotAttemptedException;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The calls of one transactional id to the nodes that keep it and its groups; each is tried again while that helps. <i>Loop-owned.</i> */
final class TransactionCalls {
    private static final String FEATURE = "transaction.version";
    /** From this level on a partition joins by its first batch, and each transaction has an epoch of its own. */
    private static final int IMPLICIT = 2;

    private static final short LAST_EXPLICIT_COMMIT = 4;
    private static final short LAST_WITHOUT_BUMP = 4;

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;
    private final String transactionalId;
    private final int timeoutMs;
    private final Coordinator coordinator;

    TransactionCalls(CallContext context, Metadata metadata, Channels channels, String transactionalId, int timeoutMs) {
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
        this.transactionalId = transactionalId;
        this.timeoutMs = timeoutMs;
        this.coordinator = Coordinator.ofTransactions(context, metadata, channels, transactionalId);
    }

    /** Whether partitions join by themselves; known after a call. */
    boolean implicit() {
        return coordinator.level(FEATURE) >= IMPLICIT;
    }

    /** A new epoch, which fences all before; given the own one, only if nobody has fenced it. */
    void init(ProducerId own, Answer<ProducerId> answer) {
        run(
                "producer id of " + transactionalId,
                coordinator,
                ApiKeys.INIT_PRODUCER_ID,
                Short.MAX_VALUE,
                version -> new InitProducerIdRequestData()
                        .setTransactionalId(transactionalId)
                        .setTransactionTimeoutMs(timeoutMs)
                        .setProducerId(version >= 3 ? own.id() : -1)
                        .setProducerEpoch(version >= 3 ? own.epoch() : -1),
                InitProducerIdResponseData.class,
                body -> {
                    check(Failures.of(body.errorCode()));
                    return new ProducerId(body.producerId(), body.producerEpoch());
                },
                answer);
    }

    void addPartitions(ProducerId own, Collection<TopicPartition> partitions, Answer<Boolean> answer) {
        run(
                "partitions of a transaction of " + transactionalId,
                coordinator,
                ApiKeys.ADD_PARTITIONS_TO_TXN,
                Short.MAX_VALUE,
                version -> {
                    AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
                    for (TopicPartition partition : partitions) {
                        AddPartitionsToTxnTopic topic = topics.find(partition.topic());
                        if (topic == null) {
                            topic = new AddPartitionsToTxnTopic().setName(partition.topic());
                            topics.add(topic);
                        }
                        topic.partitions().add(partition.partition());
                    }
                    return new AddPartitionsToTxnRequestData()
                            .setV3AndBelowTransactionalId(transactionalId)
                            .setV3AndBelowProducerId(own.id())
                            .setV3AndBelowProducerEpoch(own.epoch())
                            .setV3AndBelowTopics(topics);
                },
                AddPartitionsToTxnResponseData.class,
                body -> {
                    ApiException worst = null;
                    for (AddPartitionsToTxnTopicResult topic : body.resultsByTopicV3AndBelow()) {
                        for (AddPartitionsToTxnPartitionResult each : topic.resultsByPartition()) {
                            worst = worse(
                                    worst,
                                    Failures.of(each.partitionErrorCode(), topic.name() + "-" + each.partitionIndex()));
                        }
                    }
                    check(worst);
                    return true;
                },
                answer);
    }

    /** Makes the positions part of the transaction. */
    void commitOffsets(
            ProducerId own,
            String groupId,
            Committer committer,
            Map<TopicPartition, Offset> offsets,
            Answer<Boolean> answer) {
        if (implicit()) {
            sendOffsets(own, groupId, committer, offsets, Short.MAX_VALUE, answer);
            return;
        }
        run(
                "group of a transaction of " + transactionalId,
                coordinator,
                ApiKeys.ADD_OFFSETS_TO_TXN,
                Short.MAX_VALUE,
                version -> new AddOffsetsToTxnRequestData()
                        .setTransactionalId(transactionalId)
                        .setProducerId(own.id())
                        .setProducerEpoch(own.epoch())
                        .setGroupId(groupId),
                AddOffsetsToTxnResponseData.class,
                body -> {
                    check(Failures.of(body.errorCode()));
                    return true;
                },
                (added, failure) -> {
                    if (failure != null) {
                        answer.done(null, failure);
                    } else {
                        sendOffsets(own, groupId, committer, offsets, LAST_EXPLICIT_COMMIT, answer);
                    }
                });
    }

    /** The id and epoch of the next transaction: the same ones before version 5. */
    void end(ProducerId own, boolean commit, Answer<ProducerId> answer) {
        run(
                "end of a transaction of " + transactionalId,
                coordinator,
                ApiKeys.END_TXN,
                implicit() ? Short.MAX_VALUE : LAST_WITHOUT_BUMP,
                version -> new EndTxnRequestData()
                        .setTransactionalId(transactionalId)
                        .setProducerId(own.id())
                        .setProducerEpoch(own.epoch())
                        .setCommitted(commit),
                EndTxnResponseData.class,
                body -> {
                    check(Failures.of(body.errorCode()));
                    return body.producerId() < 0 ? own : new ProducerId(body.producerId(), body.producerEpoch());
                },
                answer);
    }

    private void sendOffsets(
            ProducerId own,
            String groupId,
            Committer committer,
            Map<TopicPartition, Offset> offsets,
            short maxVersion,
            Answer<Boolean> answer) {
        Map<String, TxnOffsetCommitRequestTopic> topics = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> topics.computeIfAbsent(
                        partition.topic(), name -> new TxnOffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new TxnOffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(offset.offset())
                        .setCommittedLeaderEpoch(offset.leaderEpoch())
                        .setCommittedMetadata(offset.metadata())));
        run(
                "positions of " + groupId + " in a transaction",
                new Coordinator(context, metadata, channels, groupId),
                ApiKeys.TXN_OFFSET_COMMIT,
                maxVersion,
                version -> new TxnOffsetCommitRequestData()
                        .setTransactionalId(transactionalId)
                        .setGroupId(groupId)
                        .setProducerId(own.id())
                        .setProducerEpoch(own.epoch())
                        .setGenerationId(committer.generation())
                        .setMemberId(committer.memberId())
                        .setGroupInstanceId(committer.instanceId())
                        .setTopics(new ArrayList<>(topics.values())),
                TxnOffsetCommitResponseData.class,
                body -> {
                    ApiException[] worst = {null};
                    body.topics()
                            .forEach(topic -> topic.partitions()
                                    .forEach(each -> worst[0] = worse(
                                            worst[0],
                                            Failures.of(
                                                    each.errorCode(), topic.name() + "-" + each.partitionIndex()))));
                    check(worst[0]);
                    return true;
                },
                answer);
    }

    private <B extends ApiMessage, T> void run(
            String what,
            Coordinator to,
            ApiKeys api,
            short maxVersion,
            Channel.Body body,
            Class<B> type,
            Function<B, T> read,
            Answer<T> answer) {
        Retry.<T>run(
                context,
                what,
                attempt -> to.call(api, maxVersion, body, (response, failure) -> {
                    if (response == null) {
                        attempt.done(null, failure);
                        return;
                    }
                    try (response) {
                        attempt.done(read.apply(response.as(type)), null);
                    } catch (ApiException e) {
                        to.check(e);
                        attempt.done(null, e);
                    }
                }),
                answer);
    }

    private static void check(@Nullable ApiException error) {
        if (error != null) {
            throw error;
        }
    }

    /** What stays counts more than what passes, and that more than what was not tried for another's sake. */
    private static @Nullable ApiException worse(@Nullable ApiException one, @Nullable ApiException other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return rank(other) > rank(one) ? other : one;
    }

    private static int rank(ApiException error) {
        if (error instanceof OperationNotAttemptedException) {
            return 0;
        }
        return Errors.forException(error) == Errors.NONE || Failures.passes(error) ? 1 : 2;
    }
}
