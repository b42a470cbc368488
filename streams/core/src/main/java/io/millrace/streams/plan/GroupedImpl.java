package io.millrace.streams.plan;

import static java.util.Objects.requireNonNull;

import io.millrace.streams.kstream.Aggregator;
import io.millrace.streams.kstream.Initializer;
import io.millrace.streams.kstream.KGroupedStream;
import io.millrace.streams.kstream.KTable;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Reducer;
import io.millrace.streams.kstream.TimeWindowedKStream;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.Window;
import io.millrace.streams.kstream.Windows;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.topology.Count;
import io.millrace.streams.topology.Spec;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/** A stream grouped by key. */
final class GroupedImpl<K, V> implements KGroupedStream<K, V> {
    private final Grouping<K, V> grouping;

    GroupedImpl(Grouping<K, V> grouping) {
        this.grouping = grouping;
    }

    @Override
    public KTable<K, Long> count(Named named) {
        return count(named, Keeping.of(grouping, Materialized.with(null, null), "KSTREAM-AGGREGATE-", Serdes.Long()));
    }

    @Override
    public KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        return count(named, Keeping.drawingTwice(grouping, materialized, "KSTREAM-AGGREGATE-", Serdes.Long()));
    }

    private KTable<K, Long> count(Named named, Keeping<K, Long> keeping) {
        return keeping.table(named, new Spec.Aggregate(keeping.name(), Count.FROM_ZERO, Count.ADD_ONE));
    }

    @Override
    public KTable<K, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        requireNonNull(reducer, "reducer can't be null");
        Keeping<K, V> keeping = Keeping.of(grouping, materialized, "KSTREAM-REDUCE-", grouping.valueSerde());
        return keeping.table(named, new Spec.Reduce(keeping.name(), Erased.of(reducer)));
    }

    @Override
    public <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized) {
        requireNonNull(initializer, "initializer can't be null");
        requireNonNull(aggregator, "aggregator can't be null");
        Keeping<K, VOut> keeping = Keeping.of(grouping, materialized, "KSTREAM-AGGREGATE-", null);
        return keeping.table(named, new Spec.Aggregate(keeping.name(), Erased.of(initializer), Erased.of(aggregator)));
    }

    @Override
    public <W extends Window> TimeWindowedKStream<K, V> windowedBy(Windows<W> windows) {
        requireNonNull(windows, "windows can't be null");
        return new WindowedImpl<>(grouping, (TimeWindows) (Windows<?>) windows);
    }
}
