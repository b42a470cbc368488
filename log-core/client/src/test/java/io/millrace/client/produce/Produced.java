package io.millrace.client.produce;

import io.millrace.client.ScriptedCluster.Held;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/** One batch as a node got it. */
record Produced(String topic, Uuid topicId, int partition, ByteBuffer batch) {
    static List<Produced> of(Held held) {
        List<Produced> all = new ArrayList<>();
        for (TopicProduceData topic : held.body(ProduceRequestData.class).topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                ByteBuffer records =
                        RecordsData.slices(partition.records()).get(0).slice();
                ByteBuffer copy =
                        ByteBuffer.allocate(records.remaining()).put(records).flip();
                all.add(new Produced(topic.name(), topic.topicId(), partition.index(), copy));
            }
        }
        return all;
    }

    int sequence() {
        return BatchHeader.baseSequence(batch, 0);
    }

    int epoch() {
        return BatchHeader.producerEpoch(batch, 0);
    }

    long producerId() {
        return BatchHeader.producerId(batch, 0);
    }

    int count() {
        return BatchHeader.recordCount(batch, 0);
    }

    List<String> values() {
        List<String> values = new ArrayList<>();
        RecordCursor cursor = new RecordCursor().over(batch, 0);
        while (cursor.next()) {
            values.add(new String(cursor.value(), StandardCharsets.UTF_8));
        }
        return values;
    }

    /** An answer of one code for everything. */
    static ProduceResponseData answer(Held held, Errors error, long baseOffset) {
        return answer(held, produced -> error.code(), baseOffset);
    }

    static ProduceResponseData answer(Held held, ToIntFunction<Produced> code, long baseOffset) {
        ProduceResponseData answer = new ProduceResponseData();
        for (Produced produced : of(held)) {
            TopicProduceResponse topic =
                    new TopicProduceResponse().setName(produced.topic).setTopicId(produced.topicId);
            topic.partitionResponses()
                    .add(new PartitionProduceResponse()
                            .setIndex(produced.partition)
                            .setErrorCode((short) code.applyAsInt(produced))
                            .setBaseOffset(baseOffset));
            answer.responses().add(topic);
        }
        return answer;
    }
}
