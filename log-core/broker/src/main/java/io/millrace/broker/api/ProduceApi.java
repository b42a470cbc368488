package io.millrace.broker.api;

import io.millrace.base.Clock;
import io.millrace.broker.coordinate.TopicSettings;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
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
 * one is durable. With acks=0 the answer says only that the records' memory is free again.
 */
public final class ProduceApi implements Api {
    private final Topics topics;
    private final Partitions partitions;
    private final Clock clock;

    /** Into those partitions. */
    public ProduceApi(Topics topics, Partitions partitions, Clock clock) {
        this.topics = topics;
        this.partitions = partitions;
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
                    Errors unknown = byId && !topicData.topicId().equals(Uuid.ZERO_UUID)
                            ? Errors.UNKNOWN_TOPIC_ID
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION;
                    refuse(answer, unknown, null);
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
        if (settings.logAppendTime()) {
            answer.setLogAppendTimeMs(nowMs);
        }
        PartitionKey key = new PartitionKey(topic.id(), data.index());
        Partitions.Shard shard = partitions.shardOf(key);
        round.join.begin();
        shard.loop().run(() -> {
            Partition partition = shard.get(key);
            if (partition == null) {
                refuse(answer, shard.whyNot(key), null);
                round.join.done();
                return;
            }
            partition.append(batch, (error, message, baseOffset, logStartOffset) -> {
                if (error == Errors.NONE) {
                    answer.setBaseOffset(baseOffset).setLogStartOffset(logStartOffset);
                } else {
                    refuse(answer, error, message);
                }
                round.join.done();
            });
        });
    }

    private static void refuse(PartitionProduceResponse answer, Errors error, @Nullable String message) {
        answer.setErrorCode(error.code())
                .setErrorMessage(message)
                .setBaseOffset(-1)
                .setLogAppendTimeMs(-1)
                .setLogStartOffset(-1);
    }

    /** One request: every partition writes into its own part of the answer, the last one sends it. */
    private static final class Round {
        private final Call call;
        private final short acks;
        private final ProduceResponseData response = new ProduceResponseData();
        private final Join join = new Join(this::answer);

        private Round(Call call, ProduceRequestData request) {
            this.call = call;
            this.acks = request.acks();
        }

        private void answer() {
            if (acks == 0) {
                call.answerNothing();
            } else {
                call.answer(response);
            }
        }
    }
}
