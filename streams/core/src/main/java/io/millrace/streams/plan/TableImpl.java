package io.millrace.streams.plan;

import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.KTable;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.plan.Options.NamedReader;
import io.millrace.streams.topology.Spec;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A table that an aggregation keeps. */
record TableImpl<K, V>(
        Graph graph,
        Step step,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable String queryableStoreName)
        implements KTable<K, V> {

    @Override
    public KStream<K, V> toStream() {
        return toStream((String) null);
    }

    @Override
    public KStream<K, V> toStream(Named named) {
        return toStream(NamedReader.of(named));
    }

    private KStream<K, V> toStream(@Nullable String given) {
        String name = graph.nameOr(given, "KTABLE-TOSTREAM-");
        Step changes = graph.add(name, new Spec.TableToStream(), step);
        return new StreamImpl<>(graph, changes, keySerde, valueSerde, false);
    }
}
