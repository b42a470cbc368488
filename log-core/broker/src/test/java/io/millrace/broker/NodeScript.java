package io.millrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.broker.OneThread.Asked;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** A run of everything that changes the disk, one request after the other, and what it was answered. */
final class NodeScript {
    static final Map<String, String> SETTINGS = Map.of(
            "journal.file.bytes", "1048576",
            "journal.files", "2",
            "log.segment.bytes", "65536",
            "log.index.interval.bytes", "512",
            "log.cleaner.backoff.ms", "50");
    static final int ROUNDS = 8;
    private static final String ID = "writer";
    private static final int TRIES = 200;

    final NodeModel model;
    private final OneThread world;
    private long producerId;
    private short epoch;
    private long time = 1;

    NodeScript(OneThread world) {
        this(world, new NodeModel());
    }

    private NodeScript(OneThread world, NodeModel model) {
        this.world = world;
        this.model = model;
    }

    /** The same story, told on by a node that was opened again. */
    NodeScript on(OneThread again) {
        return new NodeScript(again, model);
    }

    void run() {
        createTopic("plain", 2, Map.of());
        createTopic("tx", 2, Map.of());
        createTopic("gone", 1, Map.of());
        createTopic(
                "compacted",
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "1",
                        "min.cleanable.dirty.ratio", "0.01",
                        "delete.retention.ms", "0",
                        "file.delete.delay.ms", "0"));
        beginWriter();
        for (int round = 0; round < ROUNDS; round++) {
            round(round);
        }
    }

    private void round(int round) {
        plain("plain", 0, "p" + round);
        plain("compacted", 0, "k" + round % 2 + "=c" + round);
        transaction(round, round % 3 != 2);
        commitOffset(round);
        switch (round) {
            case 1 -> alterRetention("11111111");
            case 2 -> plain("plain", 1, "large" + "x".repeat(300_000));
            case 3, 4 -> {
                for (int i = 0; i < 4; i++) {
                    plain("plain", 1, round + "medium" + i + "y".repeat(120_000));
                }
                deleteRecords("plain", 1, round - 1);
            }
            case 5 -> {
                plain("gone", 0, "before");
                deleteTopic("gone");
            }
            case 6 -> createTopic("gone", 1, Map.of());
            default -> plain("plain", 1, "q" + round);
        }
        world.pass(120);
    }

    /** Every kind of request once more, of a node that was opened again. */
    void worksOn() {
        createTopic("plain", 2, Map.of());
        createTopic("tx", 2, Map.of());
        beginWriter();
        int round = model.rounds();
        plain("plain", 0, "p" + round);
        transaction(round, true);
        commitOffset(round);
        createTopic("new" + round, 1, Map.of());
        plain("new" + round, 0, "n");
    }

    private void beginWriter() {
        until(() -> Errors.forCode(world.ask(
                        FindCoordinatorResponseData.class,
                        ApiKeys.FIND_COORDINATOR,
                        4,
                        new FindCoordinatorRequestData().setKeyType((byte) 1).setCoordinatorKeys(List.of(ID)))
                .coordinators()
                .get(0)
                .errorCode()));
        until(() -> {
            InitProducerIdResponseData answer = world.ask(
                    InitProducerIdResponseData.class,
                    ApiKeys.INIT_PRODUCER_ID,
                    5,
                    new InitProducerIdRequestData().setTransactionalId(ID).setTransactionTimeoutMs(1_000));
            producerId = answer.producerId();
            epoch = answer.producerEpoch();
            return Errors.forCode(answer.errorCode());
        });
    }

    private void plain(String topic, int partition, String value) {
        model.attempted(topic, partition, value);
        until(() -> produce(null, topic, partition, batch(value, -1, (short) -1)));
        model.acknowledged(topic, partition, value);
    }

    private void transaction(int round, boolean commit) {
        model.begun(round, commit);
        for (int partition = 0; partition < 2; partition++) {
            int to = partition;
            until(() -> produce(ID, "tx", to, batch("T" + round, producerId, epoch)));
        }
        until(() -> commitInTransaction(round));
        until(() -> {
            EndTxnResponseData answer = world.ask(
                    EndTxnResponseData.class,
                    ApiKeys.END_TXN,
                    5,
                    new EndTxnRequestData()
                            .setTransactionalId(ID)
                            .setProducerId(producerId)
                            .setProducerEpoch(epoch)
                            .setCommitted(commit));
            Errors error = Errors.forCode(answer.errorCode());
            if (error == Errors.NONE) {
                producerId = answer.producerId();
                epoch = answer.producerEpoch();
            }
            return error;
        });
        model.ended(round);
    }

    private Errors commitInTransaction(int round) {
        TxnOffsetCommitRequestData request = new TxnOffsetCommitRequestData()
                .setTransactionalId(ID)
                .setGroupId("copier")
                .setProducerId(producerId)
                .setProducerEpoch(epoch)
                .setGenerationId(-1)
                .setMemberId("")
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName("plain")
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(round)))));
        return Errors.forCode(world.ask(TxnOffsetCommitResponseData.class, ApiKeys.TXN_OFFSET_COMMIT, 5, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .errorCode());
    }

    private void commitOffset(int round) {
        model.committing(round);
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId("reader")
                .setGenerationIdOrMemberEpoch(-1)
                .setMemberId("")
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("plain")
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(round)))));
        until(() -> Errors.forCode(world.ask(OffsetCommitResponseData.class, ApiKeys.OFFSET_COMMIT, 8, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .errorCode()));
        model.committed(round);
    }

    private void createTopic(String name, int partitions, Map<String, String> configs) {
        model.creating(name);
        CreatableTopic topic =
                new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) 1);
        configs.forEach((key, value) ->
                topic.configs().add(new CreatableTopicConfig().setName(key).setValue(value)));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(topic);
        until(() -> Errors.forCode(world.ask(CreateTopicsResponseData.class, ApiKeys.CREATE_TOPICS, 7, request)
                .topics()
                .find(name)
                .errorCode()));
        model.created(name);
    }

    private void deleteTopic(String name) {
        model.deleting(name);
        until(() -> Errors.forCode(world.ask(
                        DeleteTopicsResponseData.class,
                        ApiKeys.DELETE_TOPICS,
                        5,
                        new DeleteTopicsRequestData().setTopicNames(List.of(name)))
                .responses()
                .iterator()
                .next()
                .errorCode()));
        model.deleted(name);
    }

    private void deleteRecords(String topic, int partition, long before) {
        model.trimming(topic, partition, before);
        DeleteRecordsRequestData request = new DeleteRecordsRequestData()
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsPartition()
                                .setPartitionIndex(partition)
                                .setOffset(before)))));
        until(() -> Errors.forCode(world.ask(DeleteRecordsResponseData.class, ApiKeys.DELETE_RECORDS, 2, request)
                .topics()
                .iterator()
                .next()
                .partitions()
                .iterator()
                .next()
                .errorCode()));
        model.trimmed(topic, partition, before);
    }

    private void alterRetention(String value) {
        model.altering(value);
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType((byte) 2).setResourceName("plain");
        resource.configs().add(new AlterableConfig().setName("retention.ms").setValue(value));
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource);
        until(() -> Errors.forCode(
                world.ask(IncrementalAlterConfigsResponseData.class, ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, request)
                        .responses()
                        .get(0)
                        .errorCode()));
        model.altered(value);
    }

    private Errors produce(String transactionalId, String topic, int partition, ByteBuffer batch) {
        ProduceRequestData request = new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(30_000)
                .setTransactionalId(transactionalId);
        request.topicData()
                .add(new TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(
                                new PartitionProduceData().setIndex(partition).setRecords(RecordsData.of(batch)))));
        Asked asked = world.send(ApiKeys.PRODUCE, 12, request);
        world.until(asked::done);
        return Errors.forCode(OneThread.answer(asked).errorCode());
    }

    /** A value {@code k=v} gets the key k. */
    private ByteBuffer batch(String value, long id, short ofEpoch) {
        int equals = value.indexOf('=');
        BatchWriter writer = new BatchWriter(256, 100 << 20).begin();
        time += 1_000;
        writer.append(time, (equals < 0 ? "k" : value.substring(0, equals)).getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(id, ofEpoch, id < 0 ? -1 : 0, Compression.NONE, id >= 0);
    }

    /** As a client does, which tries again what may be tried again. */
    private void until(Supplier<Errors> ask) {
        Map<Errors, Integer> told = new HashMap<>();
        for (int i = 0; i < TRIES; i++) {
            Errors error = ask.get();
            if (error == Errors.NONE || error == Errors.TOPIC_ALREADY_EXISTS) {
                return;
            }
            told.merge(error, 1, Integer::sum);
            world.pass(5);
        }
        throw new AssertionError("answered " + told);
    }
}
