package io.millrace.streams.plan;

import io.millrace.streams.errors.TopologyException;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.plan.Options.ConsumedReader;
import io.millrace.streams.plan.Options.MaterializedReader;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.GlobalStoreSpec;
import io.millrace.streams.topology.InternalTopic;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the DSL took so far: the steps in order, and the counter that numbers those without a name. Numbers are drawn as
 * Kafka Streams draws them, also where a number is not used, so that stores and topics have the same names.
 */
public final class Graph {
    private final List<Step> steps = new ArrayList<>();
    private final List<InternalTopic> repartitionTopics = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> storeNames = new HashSet<>();
    private int counter;
    private int priorities;

    /** A stream of these topics' records. */
    public <K, V> KStream<K, V> stream(Collection<String> topics, Consumed<K, V> consumed) {
        Objects.requireNonNull(topics, "topics can't be null");
        if (topics.isEmpty()) {
            throw new TopologyException("You must provide at least one topic");
        }
        topics.forEach(topic -> Objects.requireNonNull(topic, "topic name cannot be null"));
        ConsumedReader<K, V> options = new ConsumedReader<>(consumed);
        String name = nameOr(options.name(), "KSTREAM-SOURCE-");
        Spec.Source source = new Spec.Source(
                List.copyOf(new TreeSet<>(topics)),
                false,
                Erased.ofNullable(options.keys()),
                Erased.ofNullable(options.values()),
                options.extractor(),
                Optional.ofNullable(options.reset()));
        Step step = append(Step.source(name, source));
        return new StreamImpl<>(this, step, options.keys(), options.values(), false);
    }

    /** A table of all of a topic. */
    public <K, V> GlobalKTable<K, V> globalTable(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(topic, "topic can't be null");
        ConsumedReader<K, V> options = new ConsumedReader<>(consumed);
        MaterializedReader<K, V, ?> kept = new MaterializedReader<>(materialized);
        String storeName = kept.name() == null ? newStoreName(topic + "-") : kept.name();
        String given = options.name();
        String sourceName = nameOr(given == null ? null : given + "-source", "KSTREAM-SOURCE-");
        String processorName = nameOr(given, "KTABLE-SOURCE-");
        StoreSpec store = new StoreSpec(
                claimStore(storeName),
                StoreSpec.Kind.KEY_VALUE,
                Erased.<Serde<Object>>ofNullable(options.keys() != null ? options.keys() : kept.keys()),
                Erased.<Serde<Object>>ofNullable(options.values() != null ? options.values() : kept.values()),
                0,
                0,
                false,
                false,
                Map.of());
        append(Step.global(
                new GlobalStoreSpec(-1, topic, store, claim(sourceName), claim(processorName), options.extractor())));
        return new GlobalTableImpl<>(this, storeName, kept.name());
    }

    /** The topology of all that was taken so far. */
    public BuiltTopology build() {
        return new Build(steps).topology(repartitionTopics);
    }

    Step add(Step step) {
        claim(step.name());
        if (step.store() != null) {
            claimStore(step.store().name());
        }
        return append(step);
    }

    Step add(String name, Spec spec, Step parent) {
        return add(Step.operator(name, () -> spec, List.of(parent), null));
    }

    /** The way through a repartition topic is used again: it now comes as late as if it were new. */
    void again(Step repartitioned) {
        Step sink = Objects.requireNonNull(repartitioned.sink());
        sink.parents().forEach(filter -> filter.setPriority(priorities++));
        sink.setPriority(priorities++);
        repartitioned.setPriority(priorities++);
    }

    private Step append(Step step) {
        step.setPriority(priorities++);
        steps.add(step);
        return step;
    }

    void addRepartitionTopic(InternalTopic topic) {
        repartitionTopics.add(topic);
    }

    /** The name given, or one that is made up; its number is drawn in either case. */
    String nameOr(@Nullable String given, String prefix) {
        String numbered = newName(prefix);
        return given == null ? numbered : given;
    }

    String newName(String prefix) {
        return prefix + String.format("%010d", counter++);
    }

    String newStoreName(String prefix) {
        return newName(prefix + "STATE-STORE-");
    }

    private String claim(String name) {
        if (!names.add(name)) {
            throw new TopologyException("Processor " + name + " is already added; each operator needs its own name.");
        }
        return name;
    }

    private String claimStore(String name) {
        if (!storeNames.add(name)) {
            throw new TopologyException("StateStore " + name + " is already added; each store needs its own name.");
        }
        return name;
    }
}
