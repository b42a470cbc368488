package io.millrace.broker.api;

import io.millrace.base.Clock;
import io.millrace.broker.coordinate.TopicSettings;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Produce: batches are checked on the connection's loop, appended on their partitions' loops, and answered when the last
 * one is durable. With acks=0 there is no answer when all went well, and one that ends the connection when it did not.
 */
public final class ProduceApi implements Api {
    /** Of transaction.version 2: a partition joins the transaction by being written to. */
    private static final short ADDS_SINCE = 12;

    private static final short ABORTABLE_SINCE = 11;

    private final Topics topics;
    private final Partitions partitions;
    private final Vouching transactions;
    private final Clock clock;

    /** Into those partitions. */
    public ProduceApi(Topics topics, Partitions partitions, Vouching transactions, Clock clock) {
        this.topics = topics;
        this.partitions = partitions;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.PRODUCE;
    }

    /** As Apache Kafka 4: librdkafka compresses for nobody who does not name version 0, and sends a newer one. */
    @Override
    public short listedFrom() {
        return ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION;
    }

    @Override
    public void handle(Call call) {
        ProduceRequestData request = call.body(ProduceRequestData.class);
        Round round = new Round(call, request);
        Topics.Served served = topics.served();
        for (TopicProduceData topicData : request.topicData()) {
            TopicProduceResponse answers =
                    new TopicProduceResponse().setName(topicData.name()).setTopicId(topicData.topicId());
            round.response.responses().add(answers);
            boolean byId = call.version() >= 13;
            @Nullable
            TopicImage topic = byId
                    ? served.image().topic(topicData.topicId())
                    : served.image().topic(topicData.name());
            for (PartitionProduceData data : topicData.partitionData()) {
                PartitionProduceResponse answer = new PartitionProduceResponse().setIndex(data.index());
                answers.partitionResponses().add(answer);
                if (topic == null) {
                    refuse(answer, byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
                } else {
                    produce(round, topic, served.settingsOf(topic), data, answer);
                }
            }
        }
        round.join.done();
    }

    private void produce(
            Round round,
            TopicImage topic,
            TopicSettings settings,
            PartitionProduceData data,
            PartitionProduceResponse answer) {
        if (round.acks != 0 && round.acks != 1 && round.acks != -1) {
            refuse(answer, Errors.INVALID_REQUIRED_ACKS, "acks is 0, 1 or -1");
            return;
        }
        if (round.acks == -1 && settings.minInSyncReplicas() > 1) {
            refuse(
                    answer,
                    Errors.NOT_ENOUGH_REPLICAS,
                    "the topic wants " + settings.minInSyncReplicas() + " replicas in sync, and has 1");
            return;
        }
        if (topic.internal()) {
            refuse(answer, Errors.INVALID_TOPIC_EXCEPTION, topic.name() + " is written by the log alone");
            return;
        }
        if (data.index() < 0 || data.index() >= topic.partitionCount()) {
            refuse(answer, Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
            return;
        }
        PartitionKey key = new PartitionKey(topic.id(), data.index());
        if (!round.takes(key)) {
            // Apache Kafka drops the first of the two, and acknowledges both.
            refuse(answer, Errors.INVALID_REQUEST, topic.name() + "-" + data.index() + " stands twice in one request");
            return;
        }
        long nowMs = clock.wallMs();
        BatchCheck check = BatchCheck.of(data.records(), settings, round.call.version(), nowMs);
        ByteBuffer batch = check.batch();
        if (batch == null) {
            refuse(answer, check.error(), check.message());
            for (int record : check.badRecords()) {
                answer.recordErrors()
                        .add(new BatchIndexAndErrorMessage()
                                .setBatchIndex(record)
                                .setBatchIndexErrorMessage(check.message()));
            }
            return;
        }
        boolean transactional = BatchHeader.isTransactional(batch, batch.position());
        if (transactional && !round.namesTransaction()) {
            refuse(
                    answer,
                    Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    "a batch of a transaction came without a transactional id");
            return;
        }
        if (settings.logAppendTime()) {
            answer.setLogAppendTimeMs(nowMs);
        }
        Partitions.Shard shard = partitions.shardOf(key);
        round.join.begin();
        Appending appending = new Appending(round, shard, key, batch, answer);
        shard.loop()
                .run(() -> appending.withPartition(partition -> {
                    if (transactional) {
                        appendVouched(appending, topic, partition);
                    } else {
                        partition.append(batch, round.timeoutMs, appending::done);
                    }
                }));
    }

    /** On the partition's loop: the first batch of a transaction needs the coordinator's word, those after it do not. */
    private void appendVouched(Appending appending, TopicImage topic, Partition first) {
        ByteBuffer batch = appending.batch;
        long producerId = BatchHeader.producerId(batch, batch.position());
        short epoch = BatchHeader.producerEpoch(batch, batch.position());
        if (first.isInTransaction(producerId, epoch)) {
            first.append(batch, appending.round.timeoutMs, appending::done);
            return;
        }
        Round round = appending.round;
        String id = Objects.requireNonNull(round.transactionalId);
        boolean add = round.call.version() >= ADDS_SINCE;
        TopicPartition at = new TopicPartition(topic.name(), appending.key.partition());
        first.inTurn(producerId, next -> {
            if (first.isKnownInTransaction(producerId, epoch)) {
                first.append(batch, appending.round.timeoutMs, appending::done);
                next.run();
                return;
            }
            int guard = first.guard(producerId);
            transactions.vouch(
                    id,
                    producerId,
                    epoch,
                    at,
                    add,
                    error -> appending.shard.loop().run(() -> {
                        if (error == Errors.NONE) {
                            appending.withPartition(partition ->
                                    partition.appendVerified(batch, guard, add, round.timeoutMs, appending::done));
                        } else {
                            appending.done(
                                    forProducer(error, round.call.version()),
                                    "transaction of " + id + ": " + error.message(),
                                    -1,
                                    -1);
                        }
                        next.run();
                    }));
        });
    }

    /** The coordinator's errors in words that a producer of that version acts on. */
    private static Errors forProducer(Errors error, short version) {
        return switch (error) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case CONCURRENT_TRANSACTIONS, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                Errors.NOT_ENOUGH_REPLICAS;
            case TRANSACTION_ABORTABLE -> version >= ABORTABLE_SINCE ? error : Errors.INVALID_TXN_STATE;
            default -> error;
        };
    }

    private static void refuse(PartitionProduceResponse answer, Errors error, @Nullable String message) {
        answer.setErrorCode(error.code())
                .setErrorMessage(message)
                .setBaseOffset(-1)
                .setLogAppendTimeMs(-1)
                .setLogStartOffset(-1);
    }

    /** One batch on its way into its partition. */
    private record Appending(
            Round round, Partitions.Shard shard, PartitionKey key, ByteBuffer batch, PartitionProduceResponse answer) {
        /** On the partition's loop. */
        void withPartition(Consumer<Partition> action) {
            Partition partition = shard.get(key);
            if (partition == null) {
                done(shard.whyNot(key), null, -1, -1);
            } else {
                action.accept(partition);
            }
        }

        void done(Errors error, @Nullable String message, long baseOffset, long logStartOffset) {
            if (error == Errors.NONE) {
                answer.setBaseOffset(baseOffset).setLogStartOffset(logStartOffset);
            } else {
                refuse(answer, error, message);
            }
            round.join.done();
        }
    }

    /** One request: every partition writes into its own part of the answer, the last one sends it. */
    private static final class Round {
        private final Call call;
        private final short acks;
        private final int timeoutMs;
        private final @Nullable String transactionalId;
        private final ProduceResponseData response = new ProduceResponseData();
        private final Join join = new Join(this::answer);
        private @Nullable PartitionKey first;
        private @Nullable Set<PartitionKey> taken;

        private Round(Call call, ProduceRequestData request) {
            this.call = call;
            this.acks = request.acks();
            this.timeoutMs = request.timeoutMs();
            this.transactionalId = request.transactionalId();
        }

        private boolean namesTransaction() {
            return transactionalId != null && !transactionalId.isEmpty();
        }

        /** False where the partition had its batch already. */
        private boolean takes(PartitionKey key) {
            if (first == null) {
                first = key;
                return true;
            }
            if (taken == null) {
                taken = new HashSet<>(Set.of(first));
            }
            return taken.add(key);
        }

        private void answer() {
            if (acks == 0 && !failed()) {
                call.answerNothing();
            } else {
                call.answer(response);
            }
        }

        private boolean failed() {
            for (TopicProduceResponse topic : response.responses()) {
                for (PartitionProduceResponse partition : topic.partitionResponses()) {
                    if (partition.errorCode() != Errors.NONE.code()) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
