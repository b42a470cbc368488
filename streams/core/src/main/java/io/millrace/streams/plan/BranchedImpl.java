package io.millrace.streams.plan;

import static java.util.Objects.requireNonNull;

import io.millrace.streams.errors.TopologyException;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.BranchedKStream;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Predicate;
import io.millrace.streams.plan.Options.BranchedReader;
import io.millrace.streams.topology.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A split that grows branch by branch; branch 0 is the default one, and the last. */
final class BranchedImpl<K, V> implements BranchedKStream<K, V> {
    private final Graph graph;
    private final Step split;
    private final Function<Step, KStream<K, V>> streamOf;
    private final List<Predicate<Object, Object>> predicates = new ArrayList<>();
    private final Map<String, KStream<K, V>> streams =
            new HashMap<>(); // who builds on them in their order gets the same names as there
    private boolean hasDefault;
    private boolean ended;

    BranchedImpl(Graph graph, Step parent, String name, Function<Step, KStream<K, V>> streamOf) {
        this.graph = graph;
        this.split =
                graph.add(Step.operator(name, () -> new Spec.Branch(predicates, hasDefault), List.of(parent), null));
        this.streamOf = streamOf;
    }

    @Override
    public BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate) {
        requireNonNull(predicate, "predicate can't be null");
        branch(predicate, null, null);
        return this;
    }

    @Override
    public BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate, Branched<K, V> branched) {
        requireNonNull(predicate, "predicate can't be null");
        BranchedReader<K, V> options = new BranchedReader<>(branched);
        branch(predicate, options, options.name());
        return this;
    }

    @Override
    public Map<String, KStream<K, V>> defaultBranch() {
        branch(null, null, null);
        return noDefaultBranch();
    }

    @Override
    public Map<String, KStream<K, V>> defaultBranch(Branched<K, V> branched) {
        BranchedReader<K, V> options = new BranchedReader<>(branched);
        branch(null, options, options.name());
        return noDefaultBranch();
    }

    @Override
    public Map<String, KStream<K, V>> noDefaultBranch() {
        ended = true;
        return Collections.unmodifiableMap(streams);
    }

    private void branch(
            @Nullable Predicate<? super K, ? super V> predicate,
            @Nullable BranchedReader<K, V> options,
            @Nullable String given) {
        if (ended) {
            throw new TopologyException("The split " + split.name() + " has already ended with defaultBranch() or "
                    + "noDefaultBranch(); no branch can follow.");
        }
        if (predicate == null) {
            hasDefault = true;
        } else {
            predicates.add(Erased.of(predicate));
        }
        graph.newName("KSTREAM-BRANCH-");
        String number = predicate == null ? "0" : String.valueOf(predicates.size());
        String name = split.name() + (given == null ? number : given);
        KStream<K, V> stream = streamOf.apply(graph.add(name, new Spec.Pass(), split));
        build(stream, name, options);
    }

    private void build(KStream<K, V> stream, String name, @Nullable BranchedReader<K, V> options) {
        if (options != null && options.consumer() != null) {
            options.consumer().accept(stream);
        } else if (options != null && options.function() != null) {
            KStream<K, V> built = options.function().apply(stream);
            if (built != null) {
                streams.put(name, built);
            }
        } else {
            streams.put(name, stream);
        }
    }
}
