package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.group.Coordinator;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Transactions and producers, looked at from outside. <i>Loop-owned.</i> */
public final class TransactionsAdmin {
    private final Calls calls;

    TransactionsAdmin(Calls calls) {
        this.calls = calls;
    }

    /** Every transactional id that a node keeps. */
    public void list(Answer<List<Listing>> answer) {
        calls.onEveryNode(
                "transactions",
                ApiKeys.LIST_TRANSACTIONS,
                version -> new ListTransactionsRequestData(),
                ListTransactionsResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    return response.transactionStates().stream()
                            .map(each ->
                                    new Listing(each.transactionalId(), each.producerId(), each.transactionState()))
                            .toList();
                },
                (byNode, failure) -> {
                    List<Listing> all = new ArrayList<>();
                    if (byNode != null) {
                        byNode.values().forEach(all::addAll);
                    }
                    answer.done(byNode == null ? null : all, failure);
                });
    }

    /** One of them; TransactionalIdNotFoundException when there is none. */
    public void describe(String transactionalId, Answer<Description> answer) {
        calls.onCoordinator(
                "transaction of " + transactionalId,
                Coordinator.ofTransactions(calls.context, calls.metadata, calls.channels, transactionalId),
                ApiKeys.DESCRIBE_TRANSACTIONS,
                version -> new DescribeTransactionsRequestData().setTransactionalIds(List.of(transactionalId)),
                DescribeTransactionsResponseData.class,
                response -> {
                    if (response.transactionStates().isEmpty()) {
                        throw Errors.UNKNOWN_SERVER_ERROR.exception();
                    }
                    DescribeTransactionsResponseData.TransactionState told =
                            response.transactionStates().get(0);
                    Calls.check(told.errorCode(), transactionalId);
                    List<TopicPartition> partitions = new ArrayList<>();
                    told.topics()
                            .forEach(topic -> topic.partitions()
                                    .forEach(each -> partitions.add(new TopicPartition(topic.topic(), each))));
                    return new Description(
                            told.transactionalId(),
                            told.transactionState(),
                            told.producerId(),
                            told.producerEpoch(),
                            told.transactionTimeoutMs(),
                            told.transactionStartTimeMs(),
                            partitions);
                },
                answer);
    }

    /** The producers that the partition's leader remembers. */
    public void producers(TopicPartition partition, Answer<List<ProducerOfPartition>> answer) {
        calls.onLeader(
                "producers of " + partition,
                partition,
                ApiKeys.DESCRIBE_PRODUCERS,
                version -> new DescribeProducersRequestData()
                        .setTopics(List.of(new TopicRequest()
                                .setName(partition.topic())
                                .setPartitionIndexes(List.of(partition.partition())))),
                DescribeProducersResponseData.class,
                response -> {
                    List<ProducerOfPartition> all = new ArrayList<>();
                    response.topics()
                            .forEach(topic -> topic.partitions().forEach(each -> {
                                Calls.check(each.errorCode(), each.errorMessage());
                                each.activeProducers()
                                        .forEach(one -> all.add(new ProducerOfPartition(
                                                one.producerId(),
                                                one.producerEpoch(),
                                                one.lastSequence(),
                                                one.lastTimestamp(),
                                                one.coordinatorEpoch(),
                                                one.currentTxnStartOffset())));
                            }));
                    return all;
                },
                answer);
    }

    /** Ends a transaction that hangs in one partition, because nobody else will. */
    public void abort(TopicPartition partition, ProducerOfPartition hanging, Done done) {
        calls.<WriteTxnMarkersResponseData, Boolean>onLeader(
                "abort in " + partition,
                partition,
                ApiKeys.WRITE_TXN_MARKERS,
                version -> new WriteTxnMarkersRequestData()
                        .setMarkers(List.of(new WritableTxnMarker()
                                .setProducerId(hanging.producerId)
                                .setProducerEpoch((short) hanging.epoch)
                                .setCoordinatorEpoch(hanging.coordinatorEpoch)
                                .setTransactionResult(false)
                                .setTopics(List.of(new WritableTxnMarkerTopic()
                                        .setName(partition.topic())
                                        .setPartitionIndexes(List.of(partition.partition())))))),
                WriteTxnMarkersResponseData.class,
                response -> {
                    response.markers()
                            .forEach(marker -> marker.topics()
                                    .forEach(topic -> topic.partitions()
                                            .forEach(each -> Calls.check(each.errorCode(), partition.toString()))));
                    return true;
                },
                (written, failure) -> done.done(failure));
    }

    /**
     * A transactional id. <i>Immutable.</i>
     *
     * @param transactionalId its name
     * @param producerId its producer's
     * @param state Empty, Ongoing, CompleteCommit, ...
     */
    public record Listing(String transactionalId, long producerId, String state) {}

    /**
     * A transactional id with its transaction. <i>Immutable.</i>
     *
     * @param transactionalId its name
     * @param state Empty, Ongoing, CompleteCommit, ...
     * @param producerId its producer's
     * @param epoch its producer's
     * @param timeoutMs after which the log aborts it
     * @param startMs when it began, -1 for none
     * @param partitions that it has written to
     */
    public record Description(
            String transactionalId,
            String state,
            long producerId,
            short epoch,
            int timeoutMs,
            long startMs,
            List<TopicPartition> partitions) {}

    /**
     * A producer as a partition remembers it. <i>Immutable.</i>
     *
     * @param producerId its id
     * @param epoch its epoch
     * @param lastSequence of its last record
     * @param lastTimestampMs of its last batch
     * @param coordinatorEpoch of the last marker, -1 for none
     * @param transactionStart where its open transaction begins, -1 for none
     */
    public record ProducerOfPartition(
            long producerId,
            int epoch,
            int lastSequence,
            long lastTimestampMs,
            int coordinatorEpoch,
            long transactionStart) {}
}
