package io.millrace.streams;

import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.plan.Graph;
import io.millrace.streams.state.KeyValueStore;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Where a job is written: streams and tables of topics, to build upon. One thread at a time. */
public class StreamsBuilder {
    private final Graph graph = new Graph();

    /** The records of a topic. */
    public <K, V> KStream<K, V> stream(String topic) {
        return stream(topic, Consumed.with(null, null));
    }

    /** The records of a topic. */
    public <K, V> KStream<K, V> stream(String topic, Consumed<K, V> consumed) {
        return stream(List.of(Objects.requireNonNull(topic, "topic can't be null")), consumed);
    }

    /** The records of several topics as one stream. */
    public <K, V> KStream<K, V> stream(Collection<String> topics) {
        return stream(topics, Consumed.with(null, null));
    }

    /** The records of several topics as one stream. */
    public <K, V> KStream<K, V> stream(Collection<String> topics, Consumed<K, V> consumed) {
        return graph.stream(topics, consumed);
    }

    /** A table of a topic's newest value a key, whole in every instance. */
    public <K, V> GlobalKTable<K, V> globalTable(String topic) {
        return globalTable(topic, Consumed.with(null, null));
    }

    /** A table of a topic's newest value a key, whole in every instance. */
    public <K, V> GlobalKTable<K, V> globalTable(String topic, Consumed<K, V> consumed) {
        return graph.globalTable(topic, consumed, Materialized.with(null, null));
    }

    /** A table of a topic's newest value a key, whole in every instance. */
    public <K, V> GlobalKTable<K, V> globalTable(
            String topic, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return globalTable(topic, Consumed.with(null, null), materialized);
    }

    /** A table of a topic's newest value a key, whole in every instance. */
    public <K, V> GlobalKTable<K, V> globalTable(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return graph.globalTable(topic, consumed, materialized);
    }

    /** What was written so far, as a topology. */
    public Topology build() {
        return build(null);
    }

    /** What was written so far, as a topology; no property changes it yet, optimisations being off. */
    public Topology build(@Nullable Properties props) {
        return new Topology(graph.build());
    }
}
