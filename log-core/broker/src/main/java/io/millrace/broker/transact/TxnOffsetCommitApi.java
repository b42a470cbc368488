package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.group.GroupCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * TxnOffsetCommit: positions that count when the transaction does. From version 5 on they join the transaction by this;
 * before, the client has said so with AddOffsetsToTxn.
 */
final class TxnOffsetCommitApi implements Api {
    private static final short ADDS_SINCE = 5;
    private static final short ABORTABLE_SINCE = 4;

    private final Topics topics;
    private final TransactionHosts transactions;
    private final GroupHosts groups;

    TxnOffsetCommitApi(Topics topics, TransactionHosts transactions, GroupHosts groups) {
        this.topics = topics;
        this.transactions = transactions;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.TXN_OFFSET_COMMIT;
    }

    @Override
    public void handle(Call call) {
        TxnOffsetCommitRequestData asked = call.body(TxnOffsetCommitRequestData.class);
        if (asked.groupId().isEmpty()) {
            call.answer(GroupCoordinator.txnCommitError(asked, Errors.INVALID_GROUP_ID));
            return;
        }
        TxnOffsetCommitRequestData unknown = asked.duplicate();
        TxnOffsetCommitRequestData request = asked.duplicate();
        CatalogImage image = topics.served().image();
        unknown.setTopics(where(asked, (topic, partition) -> !image.has(topic, partition)));
        request.setTopics(where(asked, image::has));
        Consumer<TxnOffsetCommitResponseData> answer = known -> {
            known.topics()
                    .addAll(GroupCoordinator.txnCommitError(unknown, Errors.UNKNOWN_TOPIC_OR_PARTITION)
                            .topics());
            call.answer(known);
        };
        if (request.topics().isEmpty()) {
            answer.accept(new TxnOffsetCommitResponseData());
            return;
        }
        long producerId = request.producerId();
        short epoch = request.producerEpoch();
        TopicPartition offsets = new TopicPartition(TopicNames.CONSUMER_OFFSETS, groups.partitionOf(request.groupId()));
        groups.guard(
                request.groupId(),
                producerId,
                guard -> transactions.vouch(
                        request.transactionalId(), producerId, epoch, offsets, call.version() >= ADDS_SINCE, error -> {
                            if (error == Errors.NONE) {
                                groups.inTransaction(
                                        request.groupId(),
                                        producerId,
                                        epoch,
                                        guard,
                                        (coordinator, nowMs, wallMs) ->
                                                coordinator.commitTxnOffsets(request, nowMs, wallMs, answer),
                                        () -> answer.accept(
                                                GroupCoordinator.txnCommitError(request, Errors.INVALID_TXN_STATE)));
                            } else {
                                answer.accept(GroupCoordinator.txnCommitError(request, asOf(error, call.version())));
                            }
                        }));
    }

    private static Errors asOf(Errors error, short version) {
        return switch (error) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            // What a client of any version asks again for.
            case CONCURRENT_TRANSACTIONS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case TRANSACTION_ABORTABLE -> version >= ABORTABLE_SINCE ? error : Errors.INVALID_TXN_STATE;
            default -> error;
        };
    }

    private static List<TxnOffsetCommitRequestTopic> where(
            TxnOffsetCommitRequestData request, BiPredicate<String, Integer> wanted) {
        List<TxnOffsetCommitRequestTopic> topics = new ArrayList<>();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            List<TxnOffsetCommitRequestPartition> partitions = topic.partitions().stream()
                    .filter(each -> wanted.test(topic.name(), each.partitionIndex()))
                    .toList();
            if (!partitions.isEmpty()) {
                topics.add(
                        new TxnOffsetCommitRequestTopic().setName(topic.name()).setPartitions(partitions));
            }
        }
        return topics;
    }
}
