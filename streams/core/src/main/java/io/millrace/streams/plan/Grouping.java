package io.millrace.streams.plan;

import io.millrace.streams.plan.Options.GroupedReader;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A grouped stream: where it comes from, its serdes, and whether it must be repartitioned first. */
final class Grouping<K, V> {
    private final Graph graph;
    private final Step upstream;
    private final @Nullable String name;
    private final @Nullable Serde<K> keySerde;
    private final @Nullable Serde<V> valueSerde;
    private final boolean keyChanged;
    private @Nullable Step repartitioned;

    Grouping(Graph graph, Step upstream, GroupedReader<K, V> options, boolean keyChanged) {
        this.graph = graph;
        this.upstream = upstream;
        this.name = options.name();
        this.keySerde = options.keys();
        this.valueSerde = options.values();
        this.keyChanged = keyChanged;
    }

    Graph graph() {
        return graph;
    }

    @Nullable
    Serde<K> keySerde() {
        return keySerde;
    }

    @Nullable
    Serde<V> valueSerde() {
        return valueSerde;
    }

    /** Adds an aggregation of the grouped records. */
    Step add(String aggregation, Spec spec, StoreSpec store) {
        return graph.add(Step.operator(aggregation, () -> spec, List.of(source(store.name())), store));
    }

    private Step source(String storeName) {
        if (!keyChanged) {
            return upstream;
        }
        if (name != null && repartitioned != null) {
            // One topic serves all aggregations of a named grouping; the numbers are drawn all the same.
            Repartition.Names.draw(graph, name);
            graph.again(repartitioned);
            return repartitioned;
        }
        repartitioned = new Repartition<K, V>(keySerde, valueSerde, null, OptionalInt.empty())
                .add(graph, upstream, name == null ? storeName : name);
        return repartitioned;
    }
}
