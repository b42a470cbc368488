package io.millrace.streams.operator;

import io.millrace.base.Check;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.processor.TimestampExtractor;
import io.millrace.streams.store.ChangelogSink;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.KeyValueTable;
import io.millrace.streams.store.Table;
import io.millrace.streams.store.WindowTable;
import io.millrace.streams.topology.Node;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A sub-topology made into steps and tables. <i>Loop-owned.</i> */
public final class Chain {
    /** A store of the chain: its table, and how its bytes are read. */
    public record Store(StoreSpec spec, Table table, Codec keys, Codec values, String changelogTopic) {}

    private final TaskContext context;
    private final Serde<?> defaultKeys;
    private final Serde<?> defaultValues;
    private final TimestampExtractor defaultExtractor;
    private final Map<String, GlobalLookup> globals;
    private final Map<Node, Step> steps = new HashMap<>();
    private final Map<String, SourceStep> sources = new LinkedHashMap<>();
    private final Map<String, Store> stores = new LinkedHashMap<>();
    private final List<FlushStep> flushes = new ArrayList<>();

    /** Compiles. */
    public Chain(
            SubTopology sub,
            TaskContext context,
            Serde<?> defaultKeySerde,
            Serde<?> defaultValueSerde,
            TimestampExtractor defaultExtractor,
            Map<String, GlobalLookup> globals) {
        this.context = context;
        this.defaultKeys = defaultKeySerde;
        this.defaultValues = defaultValueSerde;
        this.defaultExtractor = defaultExtractor;
        this.globals = globals;
        for (StoreSpec spec : sub.stores()) {
            stores.put(spec.name(), store(spec));
        }
        List<Node> childrenFirst = new ArrayList<>(sub.nodes());
        Collections.reverse(childrenFirst);
        for (Node node : childrenFirst) {
            steps.put(node, step(node));
        }
        // Made children first; upstream stores are flushed first.
        Collections.reverse(flushes);
    }

    /** Where the records of each source topic enter, by full topic name. */
    public Map<String, SourceStep> sources() {
        return sources;
    }

    /** The stores by name. */
    public Map<String, Store> stores() {
        return stores;
    }

    /** The buffered stores, upstream first. */
    public List<FlushStep> flushes() {
        return flushes;
    }

    private Store store(StoreSpec spec) {
        ChangelogSink changelog = spec.logging() ? context.changelog() : ChangelogSink.NONE;
        boolean buffered = spec.caching() && context.buffers();
        Table table = spec.kind() == StoreSpec.Kind.KEY_VALUE
                ? new KeyValueTable(spec.name(), buffered, changelog)
                : new WindowTable(spec.name(), buffered, spec.retentionMs(), changelog);
        return new Store(
                spec, table, keys(spec.keySerde()), values(spec.valueSerde()), context.internalTopic(spec.changelog()));
    }

    private Step step(Node node) {
        Spec spec = node.spec();
        if (spec instanceof Spec.Source source) {
            return source(node, source);
        }
        if (spec instanceof Spec.Sink sink) {
            return sink(node, sink);
        }
        if (spec instanceof Spec.Branch branch) {
            Check.that(
                    node.children().size() == branch.predicates().size() + (branch.hasDefault() ? 1 : 0),
                    "%s has %d children",
                    node.name(),
                    node.children().size());
            Step[] branches = node.children().stream().map(steps::get).toArray(Step[]::new);
            return new BranchStep(node.name(), context, branch.predicates(), branches);
        }
        Step next = next(node);
        Step stateful = stateful(node, spec, next);
        return stateful != null ? stateful : stateless(node.name(), spec, next);
    }

    private Step stateless(String name, Spec spec, Step next) {
        if (spec instanceof Spec.Filter filter) {
            return new FilterStep(name, context, filter.predicate(), filter.negate(), next);
        }
        if (spec instanceof Spec.MapRecord map) {
            return new MapStep(name, context, map.mapper(), next);
        }
        if (spec instanceof Spec.MapValues map) {
            return new MapValuesStep(name, context, map.mapper(), map.readsKey(), next);
        }
        if (spec instanceof Spec.FlatMapValues map) {
            return new FlatMapValuesStep(name, context, map.mapper(), map.readsKey(), next);
        }
        if (spec instanceof Spec.SelectKey select) {
            return new SelectKeyStep(name, context, select.mapper(), next);
        }
        if (spec instanceof Spec.ForEach each) {
            return new ForEachStep(name, context, each.action(), each.andForward() ? next : new End(name));
        }
        Check.that(spec instanceof Spec.Pass || spec instanceof Spec.TableToStream, "no step for %s", spec);
        return next;
    }

    private @Nullable Step stateful(Node node, Spec spec, Step next) {
        if (spec instanceof Spec.Aggregate aggregate) {
            Store store = storeOf(aggregate.store());
            Fold fold =
                    new Fold(aggregate.initializer(), aggregate.aggregator(), store.values(), store.changelogTopic());
            return keyed(node, store, fold, next);
        }
        if (spec instanceof Spec.Reduce reduce) {
            Store store = storeOf(reduce.store());
            Fold fold = new Fold(() -> null, Fold.of(reduce.reducer()), store.values(), store.changelogTopic());
            return keyed(node, store, fold, next);
        }
        if (spec instanceof Spec.WindowedAggregate aggregate) {
            Store store = storeOf(aggregate.store());
            Fold fold =
                    new Fold(aggregate.initializer(), aggregate.aggregator(), store.values(), store.changelogTopic());
            return windowed(node, store, fold, aggregate.windows(), next);
        }
        if (spec instanceof Spec.WindowedReduce reduce) {
            Store store = storeOf(reduce.store());
            Fold fold = new Fold(() -> null, Fold.of(reduce.reducer()), store.values(), store.changelogTopic());
            return windowed(node, store, fold, reduce.windows(), next);
        }
        if (spec instanceof Spec.GlobalJoin join) {
            GlobalLookup lookup = globals.get(join.store());
            Objects.requireNonNull(lookup, join.store());
            return new GlobalJoinStep(
                    node.name(),
                    context,
                    lookup,
                    join.keySelector(),
                    join.joiner(),
                    join.left(),
                    join.readsKey(),
                    next);
        }
        return null;
    }

    private Store storeOf(String name) {
        return Objects.requireNonNull(stores.get(name), name);
    }

    private Step keyed(Node node, Store store, Fold fold, Step next) {
        addFlush(node, store, next);
        return new AggregateStep(
                node.name(), context, (KeyValueTable) store.table(), store.keys(), store.changelogTopic(), fold, next);
    }

    private Step windowed(Node node, Store store, Fold fold, TimeWindows windows, Step next) {
        addFlush(node, store, next);
        return new WindowedAggregateStep(
                node.name(),
                context,
                (WindowTable) store.table(),
                windows,
                store.keys(),
                store.changelogTopic(),
                fold,
                next);
    }

    private void addFlush(Node node, Store store, Step next) {
        if (!store.table().buffered()) {
            return;
        }
        long windowSizeMs =
                store.spec().kind() == StoreSpec.Kind.WINDOW ? store.spec().windowSizeMs() : 0;
        flushes.add(new FlushStep(
                node.name(),
                context,
                store.table(),
                store.keys(),
                store.values(),
                store.changelogTopic(),
                windowSizeMs,
                next));
    }

    private Step source(Node node, Spec.Source source) {
        TimestampExtractor extractor = source.timestampExtractor();
        SourceStep step = new SourceStep(
                node.name(),
                context,
                keys(source.keySerde()),
                values(source.valueSerde()),
                extractor == null ? defaultExtractor : extractor,
                next(node));
        for (String topic : source.topics()) {
            sources.put(source.repartition() ? context.internalTopic(topic) : topic, step);
        }
        return step;
    }

    private Step sink(Node node, Spec.Sink sink) {
        String topic = sink.topic();
        return new SinkStep(
                node.name(),
                context,
                topic != null && sink.repartition() ? context.internalTopic(topic) : topic,
                sink.topicNameExtractor(),
                keys(sink.keySerde()),
                values(sink.valueSerde()),
                sink.partitioner(),
                sink.repartition());
    }

    private Step next(Node node) {
        List<Node> children = node.children();
        if (children.isEmpty()) {
            return new End(node.name());
        }
        return children.size() == 1
                ? Objects.requireNonNull(steps.get(children.get(0)))
                : new ForkStep(node.name(), children.stream().map(steps::get).toArray(Step[]::new));
    }

    private Codec keys(@Nullable Serde<Object> serde) {
        return Codec.of(serde == null ? defaultKeys : serde);
    }

    private Codec values(@Nullable Serde<Object> serde) {
        return Codec.of(serde == null ? defaultValues : serde);
    }
}
