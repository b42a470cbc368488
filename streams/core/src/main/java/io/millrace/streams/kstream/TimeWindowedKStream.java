package io.millrace.streams.kstream;

import io.millrace.streams.state.WindowStore;
import org.apache.kafka.common.utils.Bytes;

/** A stream whose records are grouped by key and window of event time; what comes after a window's grace is dropped. */
public interface TimeWindowedKStream<K, V> {
    /** How many records each has; values are not looked at, but must not be null. */
    KTable<Windowed<K>, Long> count(Named named, Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized);

    /** As {@link #count(Named, Materialized)}. */
    default KTable<Windowed<K>, Long> count() {
        return count(Named.NONE);
    }

    /** As {@link #count(Named, Materialized)}. */
    KTable<Windowed<K>, Long> count(Named named);

    /** As {@link #count(Named, Materialized)}. */
    default KTable<Windowed<K>, Long> count(Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized) {
        return count(Named.NONE, materialized);
    }

    /** The values of each, folded into one; the first stands for itself. */
    KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized);

    /** As {@link #reduce(Reducer, Named, Materialized)}. */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer) {
        return reduce(reducer, Named.NONE, Materialized.with(null, null));
    }

    /** As {@link #reduce(Reducer, Named, Materialized)}. */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer, Named named) {
        return reduce(reducer, named, Materialized.with(null, null));
    }

    /** As {@link #reduce(Reducer, Named, Materialized)}. */
    default KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized) {
        return reduce(reducer, Named.NONE, materialized);
    }

    /** The values of each, folded into a value of another kind. */
    <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, WindowStore<Bytes, byte[]>> materialized);

    /** As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}. */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator) {
        return aggregate(initializer, aggregator, Named.NONE, Materialized.with(null, null));
    }

    /** As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}. */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator, Named named) {
        return aggregate(initializer, aggregator, named, Materialized.with(null, null));
    }

    /** As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}. */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Materialized<K, VOut, WindowStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, aggregator, Named.NONE, materialized);
    }
}
