package io.millrace.streams.plan;

import static java.util.Objects.requireNonNull;

import io.millrace.streams.KeyValue;
import io.millrace.streams.errors.TopologyException;
import io.millrace.streams.kstream.BranchedKStream;
import io.millrace.streams.kstream.ForeachAction;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KGroupedStream;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.KeyValueMapper;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Predicate;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.Repartitioned;
import io.millrace.streams.kstream.ValueJoiner;
import io.millrace.streams.kstream.ValueJoinerWithKey;
import io.millrace.streams.kstream.ValueMapper;
import io.millrace.streams.kstream.ValueMapperWithKey;
import io.millrace.streams.plan.Options.GroupedReader;
import io.millrace.streams.plan.Options.NamedReader;
import io.millrace.streams.plan.Options.ProducedReader;
import io.millrace.streams.plan.Options.RepartitionedReader;
import io.millrace.streams.processor.TopicNameExtractor;
import io.millrace.streams.topology.Spec;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A stream: the step it comes out of, the serdes known of it, and whether its keys may be on the wrong partitions. */
final class StreamImpl<K, V> implements KStream<K, V> {
    private final Graph graph;
    private final Step step;
    private final @Nullable Serde<K> keySerde;
    private final @Nullable Serde<V> valueSerde;
    private final boolean keyChanged;

    StreamImpl(Graph graph, Step step, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde, boolean keyChanged) {
        this.graph = graph;
        this.step = step;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.keyChanged = keyChanged;
    }

    @Override
    public KStream<K, V> filter(Predicate<? super K, ? super V> predicate, Named named) {
        return filter(predicate, false, named);
    }

    @Override
    public KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named) {
        return filter(predicate, true, named);
    }

    private KStream<K, V> filter(Predicate<? super K, ? super V> predicate, boolean negate, Named named) {
        requireNonNull(predicate, "predicate can't be null");
        return same(add("KSTREAM-FILTER-", named, new Spec.Filter(Erased.of(predicate), negate)));
    }

    @Override
    public <KOut> KStream<KOut, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends KOut> mapper, Named named) {
        requireNonNull(mapper, "mapper can't be null");
        Step selected = add("KSTREAM-KEY-SELECT-", named, new Spec.SelectKey(Erased.of(mapper)));
        return new StreamImpl<>(graph, selected, null, valueSerde, true);
    }

    @Override
    public <KOut, VOut> KStream<KOut, VOut> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KOut, ? extends VOut>> mapper,
            Named named) {
        requireNonNull(mapper, "mapper can't be null");
        Step mapped = add("KSTREAM-MAP-", named, new Spec.MapRecord(Erased.of(mapper)));
        return new StreamImpl<>(graph, mapped, null, null, true);
    }

    @Override
    public <VOut> KStream<K, VOut> mapValues(ValueMapper<? super V, ? extends VOut> mapper, Named named) {
        requireNonNull(mapper, "mapper can't be null");
        ValueMapper<Object, Object> function = Erased.of(mapper);
        return otherValues(
                add("KSTREAM-MAPVALUES-", named, new Spec.MapValues((key, value) -> function.apply(value), false)));
    }

    @Override
    public <VOut> KStream<K, VOut> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends VOut> mapper, Named named) {
        requireNonNull(mapper, "mapper can't be null");
        return otherValues(add("KSTREAM-MAPVALUES-", named, new Spec.MapValues(Erased.of(mapper), true)));
    }

    @Override
    public <VOut> KStream<K, VOut> flatMapValues(
            ValueMapper<? super V, ? extends Iterable<? extends VOut>> mapper, Named named) {
        requireNonNull(mapper, "mapper can't be null");
        ValueMapper<Object, Iterable<Object>> function = Erased.of(mapper);
        Spec spec = new Spec.FlatMapValues((key, value) -> function.apply(value), false);
        return otherValues(add("KSTREAM-FLATMAPVALUES-", named, spec));
    }

    @Override
    public <VOut> KStream<K, VOut> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends VOut>> mapper, Named named) {
        requireNonNull(mapper, "mapper can't be null");
        return otherValues(add("KSTREAM-FLATMAPVALUES-", named, new Spec.FlatMapValues(Erased.of(mapper), true)));
    }

    @Override
    public void foreach(ForeachAction<? super K, ? super V> action, Named named) {
        requireNonNull(action, "action can't be null");
        add("KSTREAM-FOREACH-", named, new Spec.ForEach(Erased.of(action), false));
    }

    @Override
    public KStream<K, V> peek(ForeachAction<? super K, ? super V> action, Named named) {
        requireNonNull(action, "action can't be null");
        return same(add("KSTREAM-PEEK-", named, new Spec.ForEach(Erased.of(action), true)));
    }

    @Override
    public BranchedKStream<K, V> split(Named named) {
        return new BranchedImpl<>(graph, step, graph.nameOr(NamedReader.of(named), "KSTREAM-BRANCH-"), this::same);
    }

    @Override
    public KStream<K, V> merge(KStream<K, V> stream, Named named) {
        requireNonNull(stream, "stream can't be null");
        if (!(stream instanceof StreamImpl<K, V> other) || other.graph != graph) {
            throw new TopologyException("Only streams of the same StreamsBuilder can be merged.");
        }
        String name = graph.nameOr(NamedReader.of(named), "KSTREAM-MERGE-");
        Step merged = graph.add(Step.operator(name, Spec.Pass::new, List.of(step, other.step), null));
        return new StreamImpl<>(graph, merged, null, null, keyChanged || other.keyChanged);
    }

    @Override
    public KStream<K, V> repartition(Repartitioned<K, V> repartitioned) {
        RepartitionedReader<K, V> options = new RepartitionedReader<>(repartitioned);
        Serde<K> keys = options.keys() == null ? keySerde : options.keys();
        Serde<V> values = options.values() == null ? valueSerde : options.values();
        Step source = new Repartition<>(keys, values, options.partitioner(), options.partitions())
                .add(graph, step, options.name() == null ? graph.newName("KSTREAM-REPARTITION-") : options.name());
        return new StreamImpl<>(graph, source, keys, values, false);
    }

    @Override
    public void to(String topic, Produced<K, V> produced) {
        sink(requireNonNull(topic, "topic can't be null"), null, produced);
    }

    @Override
    public void to(TopicNameExtractor<K, V> topicExtractor, Produced<K, V> produced) {
        sink(null, requireNonNull(topicExtractor, "topicExtractor can't be null"), produced);
    }

    private void sink(@Nullable String topic, @Nullable TopicNameExtractor<K, V> extractor, Produced<K, V> produced) {
        ProducedReader<K, V> options = new ProducedReader<>(produced);
        Spec spec = new Spec.Sink(
                topic,
                false,
                Erased.ofNullable(extractor),
                Erased.<Serde<Object>>ofNullable(options.keys() == null ? keySerde : options.keys()),
                Erased.<Serde<Object>>ofNullable(options.values() == null ? valueSerde : options.values()),
                Erased.ofNullable(options.partitioner()));
        graph.add(graph.nameOr(options.name(), "KSTREAM-SINK-"), spec, step);
    }

    @Override
    public KGroupedStream<K, V> groupByKey() {
        return groupByKey(Grouped.with(keySerde, valueSerde));
    }

    @Override
    public KGroupedStream<K, V> groupByKey(Grouped<K, V> grouped) {
        return new GroupedImpl<>(new Grouping<>(graph, step, new GroupedReader<>(grouped), keyChanged));
    }

    @Override
    public <KOut> KGroupedStream<KOut, V> groupBy(KeyValueMapper<? super K, ? super V, KOut> keySelector) {
        return groupBy(keySelector, Grouped.with(null, valueSerde));
    }

    @Override
    public <KOut> KGroupedStream<KOut, V> groupBy(
            KeyValueMapper<? super K, ? super V, KOut> keySelector, Grouped<KOut, V> grouped) {
        requireNonNull(keySelector, "keySelector can't be null");
        GroupedReader<KOut, V> options = new GroupedReader<>(grouped);
        String name = graph.nameOr(options.name(), "KSTREAM-KEY-SELECT-");
        Step selected = graph.add(name, new Spec.SelectKey(Erased.of(keySelector)), step);
        return new GroupedImpl<>(new Grouping<>(graph, selected, options, true));
    }

    @Override
    public <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return join(globalTable, keySelector, ignoringKey(joiner), false, false, named);
    }

    @Override
    public <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return join(globalTable, keySelector, joiner, false, true, named);
    }

    @Override
    public <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return join(globalTable, keySelector, ignoringKey(joiner), true, false, named);
    }

    @Override
    public <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return join(globalTable, keySelector, joiner, true, true, named);
    }

    private <VOut> KStream<K, VOut> join(
            GlobalKTable<?, ?> globalTable,
            KeyValueMapper<?, ?, ?> keySelector,
            ValueJoinerWithKey<?, ?, ?, ?> joiner,
            boolean left,
            boolean readsKey,
            Named named) {
        requireNonNull(globalTable, "globalTable can't be null");
        requireNonNull(keySelector, "keySelector can't be null");
        requireNonNull(joiner, "joiner can't be null");
        if (!(globalTable instanceof GlobalTableImpl<?, ?> table) || table.graph() != graph) {
            throw new TopologyException("A stream can join only a global table of the same StreamsBuilder.");
        }
        Spec spec = new Spec.GlobalJoin(table.store(), Erased.of(keySelector), Erased.of(joiner), left, readsKey);
        return otherValues(add("KSTREAM-LEFTJOIN-", named, spec)); // also for an inner join, as in Kafka Streams
    }

    private static ValueJoinerWithKey<Object, Object, Object, Object> ignoringKey(ValueJoiner<?, ?, ?> joiner) {
        ValueJoiner<Object, Object, Object> function = Erased.of(requireNonNull(joiner, "joiner can't be null"));
        return (key, left, right) -> function.apply(left, right);
    }

    private Step add(String prefix, Named named, Spec spec) {
        return graph.add(graph.nameOr(NamedReader.of(named), prefix), spec, step);
    }

    private KStream<K, V> same(Step next) {
        return new StreamImpl<>(graph, next, keySerde, valueSerde, keyChanged);
    }

    private <VOut> KStream<K, VOut> otherValues(Step next) {
        return new StreamImpl<>(graph, next, keySerde, null, keyChanged);
    }
}
