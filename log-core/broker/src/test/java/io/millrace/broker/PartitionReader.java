package io.millrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.broker.OneThread.Asked;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Reads a partition from its begin to its end, as a consumer does. */
final class PartitionReader {
    /** One record, of which the offset is the node's word. */
    record Found(long offset, String key, String value) {}

    /** What a partition holds, or the error that it answers with behind it. */
    record Content(Errors error, List<Found> records, long start, long highWatermark, long lastStableOffset) {
        List<String> values() {
            return records.stream().map(Found::value).toList();
        }
    }

    private final OneThread world;

    PartitionReader(OneThread world) {
        this.world = world;
    }

    long startOf(String topic, int partition) {
        return offsetOf(topic, partition, -2);
    }

    private long offsetOf(String topic, int partition, long timestamp) {
        ListOffsetsRequestData request = new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setTimestamp(timestamp)))));
        ListOffsetsPartitionResponse answer = world.ask(ListOffsetsResponseData.class, ApiKeys.LIST_OFFSETS, 6, request)
                .topics()
                .get(0)
                .partitions()
                .get(0);
        return answer.errorCode() == 0 ? answer.offset() : -100 - answer.errorCode();
    }

    Content read(String topic, int partition, boolean committedOnly) {
        long start = startOf(topic, partition);
        List<Found> found = new ArrayList<>();
        long next = Math.max(0, start);
        while (true) {
            long from = next;
            Asked asked = world.onItsOwnConnection(() -> world.send(
                    ApiKeys.FETCH,
                    12,
                    new FetchRequestData()
                            .setMaxBytes(1 << 20)
                            .setMinBytes(1)
                            .setIsolationLevel((byte) (committedOnly ? 1 : 0))
                            .setTopics(List.of(new FetchTopic()
                                    .setTopic(topic)
                                    .setPartitions(List.of(new FetchPartition()
                                            .setPartition(partition)
                                            .setFetchOffset(from)
                                            .setPartitionMaxBytes(1 << 20)))))));
            world.until(asked::done);
            PartitionData data = OneThread.fetched(asked);
            Errors error = Errors.forCode(data.errorCode());
            long end = committedOnly ? data.lastStableOffset() : data.highWatermark();
            if (error == Errors.NONE) {
                next = take(data, from, committedOnly, found);
            }
            if (error != Errors.NONE || next == from || next >= end) {
                return new Content(
                        error == Errors.NONE && next < end ? Errors.UNKNOWN_SERVER_ERROR : error,
                        found,
                        start,
                        data.highWatermark(),
                        data.lastStableOffset());
            }
        }
    }

    private static long take(PartitionData data, long from, boolean committedOnly, List<Found> found) {
        Map<Long, List<Long>> aborted = new HashMap<>();
        if (committedOnly && data.abortedTransactions() != null) {
            for (AbortedTransaction each : data.abortedTransactions()) {
                aborted.computeIfAbsent(each.producerId(), id -> new ArrayList<>())
                        .add(each.firstOffset());
            }
        }
        long next = from;
        BatchCursor batches = new BatchCursor();
        RecordCursor records = new RecordCursor();
        for (ByteBuffer slice : RecordsData.slices(data.records())) {
            batches.over(slice);
            while (batches.next()) {
                next = batches.lastOffset() + 1;
                List<Long> firsts = aborted.getOrDefault(batches.producerId(), List.of());
                boolean inAborted = !firsts.isEmpty() && firsts.get(0) <= batches.lastOffset();
                if (batches.isControl()) {
                    if (inAborted) {
                        firsts.remove(0);
                    }
                    continue;
                }
                if (inAborted && batches.isTransactional()) {
                    continue;
                }
                records.over(slice, batches.position());
                while (records.next()) {
                    if (records.offset() >= from) {
                        found.add(new Found(records.offset(), text(records.key()), text(records.value())));
                    }
                }
            }
        }
        return next;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, UTF_8);
    }
}
