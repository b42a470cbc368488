package io.millrace.streams.operator;

import io.millrace.client.produce.Partitioners;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.RecordContext;
import io.millrace.streams.processor.StreamPartitioner;
import io.millrace.streams.processor.TopicNameExtractor;
import io.millrace.streams.store.Codec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes each record to a topic. */
final class SinkStep extends Step {
    private final TaskContext context;
    private final @Nullable String fixedTopic;
    private final @Nullable TopicNameExtractor<Object, Object> extractor;
    private final Codec keys;
    private final Codec values;
    private final @Nullable StreamPartitioner<Object, Object> partitioner;
    private final Map<String, Integer> partitionCounts = new HashMap<>();
    private final int fixedCount;
    private final boolean repartition;
    private final int keySuffixBytes;

    /** For a repartition topic, records without a key are left out: no partition is theirs. */
    SinkStep(
            String node,
            TaskContext context,
            @Nullable String fixedTopic,
            @Nullable TopicNameExtractor<Object, Object> extractor,
            Codec keys,
            Codec values,
            @Nullable StreamPartitioner<Object, Object> partitioner,
            boolean repartition) {
        super(node);
        this.repartition = repartition;
        // All windows of a key go to the key's partition, so the window's start does not count.
        this.keySuffixBytes = keys.windowed() ? Long.BYTES : 0;
        this.context = context;
        this.fixedTopic = fixedTopic;
        this.extractor = extractor;
        this.keys = keys;
        this.values = values;
        this.partitioner = partitioner;
        this.fixedCount = fixedTopic == null ? 0 : context.sink.partitionCount(fixedTopic);
    }

    private record Snapshot(@Nullable String topic, int partition, long offset, long timestamp, Headers headers)
            implements RecordContext {}

    @Override
    public void push(Current current) {
        if (repartition && current.keyIsNull()) {
            context.counters.dropped++;
            return;
        }
        String topic = fixedTopic;
        Optional<Set<Integer>> chosen = Optional.empty();
        int count = fixedCount;
        try {
            if (topic == null) {
                topic = extract(current);
                count = partitionCounts.computeIfAbsent(topic, context.sink::partitionCount);
            }
            if (partitioner != null) {
                chosen = partitioner.partitions(topic, current.key(), current.value(), count);
            }
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        if (!writes(current, topic)) {
            return;
        }
        current.writeHeaders();
        if (chosen.isEmpty()) {
            send(current, topic, byKey(current, count));
        } else {
            sendToAll(current, topic, chosen.get(), count);
        }
    }

    private String extract(Current current) {
        if (extractor == null) {
            throw new IllegalStateException("a sink without a topic");
        }
        return extractor.extract(
                current.key(),
                current.value(),
                new Snapshot(
                        current.topic,
                        current.partition,
                        current.offset,
                        current.timestamp,
                        new RecordHeaders(current.headers())));
    }

    /** Whether key and value are bytes now. */
    private boolean writes(Current current, String topic) {
        boolean ofKey = true;
        try {
            current.writeKey(keys, topic, false);
            ofKey = false;
            current.writeValue(values, topic);
            return true;
        } catch (StreamsException e) {
            throw e;
        } catch (Exception e) {
            context.failures.serialization(this, current, topic, ofKey, ofKey ? keys : values, e);
            return false;
        }
    }

    private int byKey(Current current, int count) {
        return current.keySize() < keySuffixBytes || count <= 0
                ? RecordSink.ANY_PARTITION
                : Partitioners.forKey(
                        current.keyArray(), current.keyPosition(), current.keySize() - keySuffixBytes, count);
    }

    private void sendToAll(Current current, String topic, Set<Integer> partitions, int count) {
        if (partitions.isEmpty()) {
            context.counters.dropped++;
        }
        for (int partition : partitions) {
            if (partition < 0 || partition >= count) {
                String what =
                        "the partitioner chose partition " + partition + " of topic " + topic + ", which has " + count;
                throw context.stop(what, this, current, null);
            }
            send(current, topic, partition);
        }
    }

    private void send(Current current, String topic, int partition) {
        context.counters.sent++;
        context.sink.send(
                topic,
                partition,
                current.timestamp,
                current.keyArray(),
                current.keyPosition(),
                current.keySize(),
                current.valueArray(),
                current.valuePosition(),
                current.valueSize(),
                current.rawHeaders(),
                current.headersPosition(),
                current.headersSize(),
                current.headerCount());
    }
}
