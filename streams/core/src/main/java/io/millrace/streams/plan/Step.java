package io.millrace.streams.plan;

import io.millrace.streams.topology.GlobalStoreSpec;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One step as the DSL took it; it becomes a node, or a global store, when the topology is built. */
final class Step {
    private final String name;
    private final Supplier<Spec> spec;
    private final List<Step> parents;
    private final @Nullable Step sink;
    private final @Nullable StoreSpec store;
    private final @Nullable GlobalStoreSpec global;
    private int priority;

    private Step(
            String name,
            Supplier<Spec> spec,
            List<Step> parents,
            @Nullable Step sink,
            @Nullable StoreSpec store,
            @Nullable GlobalStoreSpec global) {
        this.name = name;
        this.spec = spec;
        this.parents = List.copyOf(parents);
        this.sink = sink;
        this.store = store;
        this.global = global;
    }

    static Step source(String name, Spec.Source source) {
        return new Step(name, () -> source, List.of(), null, null, null);
    }

    /** A source that reads what the sink writes. */
    static Step repartitioned(String name, Spec.Source source, Step sink) {
        return new Step(name, () -> source, List.of(), sink, null, null);
    }

    /** The specification is asked for when the topology is built, for a split grows until then. */
    static Step operator(String name, Supplier<Spec> spec, List<Step> parents, @Nullable StoreSpec store) {
        return new Step(name, spec, parents, null, store, null);
    }

    static Step global(GlobalStoreSpec global) {
        Spec source = new Spec.Source(
                List.of(global.topic()), false, null, null, global.timestampExtractor(), Optional.empty());
        return new Step(global.sourceName(), () -> source, List.of(), null, null, global);
    }

    String name() {
        return name;
    }

    Spec spec() {
        return spec.get();
    }

    List<Step> parents() {
        return parents;
    }

    /** For the source of a repartition topic, the sink that writes to it. */
    @Nullable
    Step sink() {
        return sink;
    }

    @Nullable
    StoreSpec store() {
        return store;
    }

    @Nullable
    GlobalStoreSpec global() {
        return global;
    }

    /** The step with the lowest number comes first, as far as its parents have come. */
    int priority() {
        return priority;
    }

    void setPriority(int priority) {
        this.priority = priority;
    }
}
