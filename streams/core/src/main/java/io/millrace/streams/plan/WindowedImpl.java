package io.millrace.streams.plan;

import static java.util.Objects.requireNonNull;

import io.millrace.streams.kstream.Aggregator;
import io.millrace.streams.kstream.Initializer;
import io.millrace.streams.kstream.KTable;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Reducer;
import io.millrace.streams.kstream.TimeWindowedKStream;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.state.WindowStore;
import io.millrace.streams.topology.Count;
import io.millrace.streams.topology.Spec;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/** A stream grouped by key and window. */
final class WindowedImpl<K, V> implements TimeWindowedKStream<K, V> {
    private final Grouping<K, V> grouping;
    private final TimeWindows windows;

    WindowedImpl(Grouping<K, V> grouping, TimeWindows windows) {
        this.grouping = grouping;
        this.windows = windows;
    }

    @Override
    public KTable<Windowed<K>, Long> count(Named named) {
        return count(named, Keeping.of(grouping, Materialized.with(null, null), "KSTREAM-AGGREGATE-", Serdes.Long()));
    }

    @Override
    public KTable<Windowed<K>, Long> count(
            Named named, Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized) {
        return count(named, Keeping.drawingTwice(grouping, materialized, "KSTREAM-AGGREGATE-", Serdes.Long()));
    }

    private KTable<Windowed<K>, Long> count(Named named, Keeping<K, Long> keeping) {
        Spec spec = new Spec.WindowedAggregate(keeping.name(), windows, Count.FROM_ZERO, Count.ADD_ONE);
        return keeping.windowedTable(named, spec, windows);
    }

    @Override
    public KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized) {
        requireNonNull(reducer, "reducer can't be null");
        Keeping<K, V> keeping = Keeping.of(grouping, materialized, "KSTREAM-REDUCE-", grouping.valueSerde());
        return keeping.windowedTable(
                named, new Spec.WindowedReduce(keeping.name(), windows, Erased.of(reducer)), windows);
    }

    @Override
    public <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, WindowStore<Bytes, byte[]>> materialized) {
        requireNonNull(initializer, "initializer can't be null");
        requireNonNull(aggregator, "aggregator can't be null");
        Keeping<K, VOut> keeping = Keeping.of(grouping, materialized, "KSTREAM-AGGREGATE-", null);
        return keeping.windowedTable(
                named,
                new Spec.WindowedAggregate(keeping.name(), windows, Erased.of(initializer), Erased.of(aggregator)),
                windows);
    }
}
