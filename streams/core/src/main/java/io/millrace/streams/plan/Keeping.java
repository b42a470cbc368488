package io.millrace.streams.plan;

import io.millrace.streams.kstream.KTable;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.kstream.WindowedSerdes;
import io.millrace.streams.plan.Options.MaterializedReader;
import io.millrace.streams.plan.Options.NamedReader;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** How an aggregation's table is kept: the store's name, drawn before the operator's, and all that was asked of it. */
record Keeping<K, V>(
        Grouping<K, ?> grouping,
        String prefix,
        String name,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        MaterializedReader<K, V, ?> options) {

    static <K, V, S extends StateStore> Keeping<K, V> of(
            Grouping<K, ?> grouping,
            Materialized<K, V, S> materialized,
            String prefix,
            @Nullable Serde<V> usualValueSerde) {
        MaterializedReader<K, V, S> options = new MaterializedReader<>(materialized);
        return new Keeping<>(
                grouping,
                prefix,
                options.name() == null ? grouping.graph().newStoreName(prefix) : options.name(),
                options.keys() == null ? grouping.keySerde() : options.keys(),
                options.values() == null ? usualValueSerde : options.values(),
                options);
    }

    /** Counts with options but no name: there, Kafka Streams draws two numbers for the store and uses the second. */
    static <K, V, S extends StateStore> Keeping<K, V> drawingTwice(
            Grouping<K, ?> grouping,
            Materialized<K, V, S> materialized,
            String prefix,
            @Nullable Serde<V> usualValueSerde) {
        if (new MaterializedReader<>(materialized).name() == null) {
            grouping.graph().newStoreName(prefix);
        }
        return of(grouping, materialized, prefix, usualValueSerde);
    }

    KTable<K, V> table(Named named, Spec spec) {
        Step step = add(named, spec, store(StoreSpec.Kind.KEY_VALUE, 0, 0));
        return new TableImpl<>(grouping.graph(), step, keySerde, valueSerde, options.name());
    }

    KTable<Windowed<K>, V> windowedTable(Named named, Spec spec, TimeWindows windows) {
        Step step = add(named, spec, store(StoreSpec.Kind.WINDOW, windows.size(), retention(windows)));
        Serde<Windowed<K>> windowedKeys =
                keySerde == null ? null : new WindowedSerdes.TimeWindowedSerde<>(keySerde, windows.size());
        return new TableImpl<>(grouping.graph(), step, windowedKeys, valueSerde, options.name());
    }

    private Step add(Named named, Spec spec, StoreSpec store) {
        return grouping.add(grouping.graph().nameOr(NamedReader.of(named), prefix), spec, store);
    }

    private StoreSpec store(StoreSpec.Kind kind, long windowSizeMs, long retentionMs) {
        return new StoreSpec(
                name,
                kind,
                Erased.ofNullable(keySerde),
                Erased.ofNullable(valueSerde),
                windowSizeMs,
                retentionMs,
                options.caching(),
                options.logging(),
                options.changelogConfig());
    }

    private long retention(TimeWindows windows) {
        long least = windows.size() + windows.gracePeriodMs();
        Duration asked = options.retention();
        if (asked == null) {
            return least;
        }
        if (asked.toMillis() < least) {
            throw new IllegalArgumentException("The retention period of the window store " + name
                    + " must be no smaller than its window size plus the grace period. Got size=[" + windows.size()
                    + "], grace=[" + windows.gracePeriodMs() + "], retention=[" + asked.toMillis() + "]");
        }
        return asked.toMillis();
    }
}
