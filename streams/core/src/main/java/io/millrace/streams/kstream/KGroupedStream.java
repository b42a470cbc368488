package io.millrace.streams.kstream;

import io.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;

/** A stream whose records are grouped by key. */
public interface KGroupedStream<K, V> {
    /** How many records each has; values are not looked at, but must not be null. */
    KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized);

    /** As {@link #count(Named, Materialized)}. */
    default KTable<K, Long> count() {
        return count(Named.NONE);
    }

    /** As {@link #count(Named, Materialized)}. */
    KTable<K, Long> count(Named named);

    /** As {@link #count(Named, Materialized)}. */
    default KTable<K, Long> count(Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        return count(Named.NONE, materialized);
    }

    /** The values of each, folded into one; the first stands for itself. */
    KTable<K, V> reduce(Reducer<V> reducer, Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /** As {@link #reduce(Reducer, Named, Materialized)}. */
    default KTable<K, V> reduce(Reducer<V> reducer) {
        return reduce(reducer, Named.NONE, Materialized.with(null, null));
    }

    /** As {@link #reduce(Reducer, Named, Materialized)}. */
    default KTable<K, V> reduce(Reducer<V> reducer, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return reduce(reducer, Named.NONE, materialized);
    }

    /** The values of each, folded into a value of another kind. */
    <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized);

    /** As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}. */
    default <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator) {
        return aggregate(initializer, aggregator, Named.NONE, Materialized.with(null, null));
    }

    /** As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}. */
    default <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, aggregator, Named.NONE, materialized);
    }

    /** The same, cut into windows. */
    <W extends Window> TimeWindowedKStream<K, V> windowedBy(Windows<W> windows);
}
