package io.millrace.client.produce;

import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.transact.Transactions;
import io.millrace.wire.message.RecordsData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** One produce request: a batch each of several partitions, and their way back to their answers. <i>Loop-owned.</i> */
final class ProduceCall {
    /** From 13 on topics go by id. */
    private static final short BY_ID = 13;
    /** From 12 on a partition joins its transaction by being written to. */
    private static final short LAST_EXPLICIT = 11;

    private final short acks;
    private final int timeoutMs;
    private final @Nullable Transactions transactions;
    private final Map<String, List<Batch>> byTopic = new HashMap<>();
    private final Map<String, Uuid> ids = new HashMap<>();
    private final Map<Uuid, String> names = new HashMap<>();

    ProduceCall(
            List<Batch> batches, short acks, int timeoutMs, Metadata metadata, @Nullable Transactions transactions) {
        this.acks = acks;
        this.timeoutMs = timeoutMs;
        this.transactions = transactions;
        for (Batch batch : batches) {
            byTopic.computeIfAbsent(batch.queue.topic.name(), t -> new ArrayList<>())
                    .add(batch);
        }
        for (String topic : byTopic.keySet()) {
            TopicInfo info = metadata.known(topic);
            if (info != null && !info.id().equals(Uuid.ZERO_UUID)) {
                ids.put(topic, info.id());
                names.put(info.id(), topic);
            }
        }
    }

    short maxVersion() {
        if (transactions != null && !transactions.implicit()) {
            return LAST_EXPLICIT;
        }
        return ids.size() == byTopic.size() ? Short.MAX_VALUE : BY_ID - 1;
    }

    ApiMessage body(short version) {
        ProduceRequestData request = new ProduceRequestData()
                .setAcks(acks)
                .setTimeoutMs(timeoutMs)
                .setTransactionalId(transactions == null ? null : transactions.transactionalId());
        byTopic.forEach((topic, batches) -> {
            List<PartitionProduceData> partitions = new ArrayList<>(batches.size());
            for (Batch batch : batches) {
                // It may have ended while the call waited for its connection.
                if (batch.done) {
                    continue;
                }
                partitions.add(new PartitionProduceData()
                        .setIndex(batch.queue.partition)
                        .setRecords(RecordsData.of(batch.bytes())));
            }
            if (partitions.isEmpty()) {
                return;
            }
            TopicProduceData data = new TopicProduceData().setPartitionData(partitions);
            if (version >= BY_ID) {
                data.setTopicId(ids.get(topic));
            } else {
                data.setName(topic);
            }
            request.topicData().add(data);
        });
        return request;
    }

    /** Brings each answer to its batch. */
    void match(ProduceResponseData response, BiConsumer<Batch, PartitionProduceResponse> answered) {
        for (TopicProduceResponse topic : response.responses()) {
            String name = topic.name() == null || topic.name().isEmpty() ? names.get(topic.topicId()) : topic.name();
            List<Batch> batches = byTopic.getOrDefault(name, List.of());
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                Batch batch = take(batches, partition.index());
                if (batch != null) {
                    answered.accept(batch, partition);
                }
            }
        }
    }

    /** Those that no answer was brought to. */
    List<Batch> unanswered() {
        List<Batch> left = new ArrayList<>();
        byTopic.values().forEach(left::addAll);
        return left;
    }

    private static @Nullable Batch take(List<Batch> batches, int partition) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).queue.partition == partition) {
                return batches.remove(i);
            }
        }
        return null;
    }
}
