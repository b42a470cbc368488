package io.millrace.streams.kstream;

import io.millrace.streams.KeyValue;
import io.millrace.streams.processor.TopicNameExtractor;

/** A stream of records. Each method that takes no {@link Named} makes up the operator's name, numbered in order. */
public interface KStream<K, V> {
    /** The records for which the predicate holds. */
    KStream<K, V> filter(Predicate<? super K, ? super V> predicate, Named named);

    /** The records for which the predicate holds. */
    default KStream<K, V> filter(Predicate<? super K, ? super V> predicate) {
        return filter(predicate, Named.NONE);
    }

    /** The records for which the predicate does not hold. */
    KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named);

    /** The records for which the predicate does not hold. */
    default KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate) {
        return filterNot(predicate, Named.NONE);
    }

    /** The records with new keys; what follows and groups by key repartitions. */
    <KOut> KStream<KOut, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends KOut> mapper, Named named);

    /** The records with new keys; what follows and groups by key repartitions. */
    default <KOut> KStream<KOut, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends KOut> mapper) {
        return selectKey(mapper, Named.NONE);
    }

    /** A new record for each; what follows and groups by key repartitions. */
    <KOut, VOut> KStream<KOut, VOut> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KOut, ? extends VOut>> mapper,
            Named named);

    /** A new record for each; what follows and groups by key repartitions. */
    default <KOut, VOut> KStream<KOut, VOut> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KOut, ? extends VOut>> mapper) {
        return map(mapper, Named.NONE);
    }

    /** The records with new values. */
    <VOut> KStream<K, VOut> mapValues(ValueMapper<? super V, ? extends VOut> mapper, Named named);

    /** The records with new values. */
    default <VOut> KStream<K, VOut> mapValues(ValueMapper<? super V, ? extends VOut> mapper) {
        return mapValues(mapper, Named.NONE);
    }

    /** The records with new values. */
    <VOut> KStream<K, VOut> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VOut> mapper, Named named);

    /** The records with new values. */
    default <VOut> KStream<K, VOut> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VOut> mapper) {
        return mapValues(mapper, Named.NONE);
    }

    /** Any number of new values for each record, with its key. */
    <VOut> KStream<K, VOut> flatMapValues(
            ValueMapper<? super V, ? extends Iterable<? extends VOut>> mapper, Named named);

    /** Any number of new values for each record, with its key. */
    default <VOut> KStream<K, VOut> flatMapValues(ValueMapper<? super V, ? extends Iterable<? extends VOut>> mapper) {
        return flatMapValues(mapper, Named.NONE);
    }

    /** Any number of new values for each record, with its key. */
    <VOut> KStream<K, VOut> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends VOut>> mapper, Named named);

    /** Any number of new values for each record, with its key. */
    default <VOut> KStream<K, VOut> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends VOut>> mapper) {
        return flatMapValues(mapper, Named.NONE);
    }

    /** Does something for each record; nothing follows. */
    void foreach(ForeachAction<? super K, ? super V> action, Named named);

    /** Does something for each record; nothing follows. */
    default void foreach(ForeachAction<? super K, ? super V> action) {
        foreach(action, Named.NONE);
    }

    /** Does something for each record, and passes it on. */
    KStream<K, V> peek(ForeachAction<? super K, ? super V> action, Named named);

    /** Does something for each record, and passes it on. */
    default KStream<K, V> peek(ForeachAction<? super K, ? super V> action) {
        return peek(action, Named.NONE);
    }

    /** Splits the stream: each record goes to the first branch whose predicate holds. The name starts the branches' names. */
    BranchedKStream<K, V> split(Named named);

    /** Splits the stream: each record goes to the first branch whose predicate holds. */
    default BranchedKStream<K, V> split() {
        return split(Named.NONE);
    }

    /** The records of both, those of each in their order. */
    KStream<K, V> merge(KStream<K, V> stream, Named named);

    /** The records of both, those of each in their order. */
    default KStream<K, V> merge(KStream<K, V> stream) {
        return merge(stream, Named.NONE);
    }

    /** The records, having gone through a topic of the job's own, partitioned by their keys. */
    KStream<K, V> repartition(Repartitioned<K, V> repartitioned);

    /** The records, having gone through a topic of the job's own, partitioned by their keys. */
    default KStream<K, V> repartition() {
        return repartition(Repartitioned.with(null, null));
    }

    /** Writes the records to a topic, which must exist. */
    void to(String topic, Produced<K, V> produced);

    /** Writes the records to a topic, which must exist. */
    default void to(String topic) {
        to(topic, Produced.with(null, null));
    }

    /** Writes each record to the topic chosen for it, which must exist. */
    void to(TopicNameExtractor<K, V> topicExtractor, Produced<K, V> produced);

    /** Writes each record to the topic chosen for it, which must exist. */
    default void to(TopicNameExtractor<K, V> topicExtractor) {
        to(topicExtractor, Produced.with(null, null));
    }

    /** The records grouped by their keys; repartitioned first where the keys may have changed. */
    KGroupedStream<K, V> groupByKey(Grouped<K, V> grouped);

    /** The records grouped by their keys; repartitioned first where the keys may have changed. */
    KGroupedStream<K, V> groupByKey();

    /** The records grouped by new keys, and so repartitioned. */
    <KOut> KGroupedStream<KOut, V> groupBy(
            KeyValueMapper<? super K, ? super V, KOut> keySelector, Grouped<KOut, V> grouped);

    /** The records grouped by new keys, and so repartitioned. */
    <KOut> KGroupedStream<KOut, V> groupBy(KeyValueMapper<? super K, ? super V, KOut> keySelector);

    /** Joins each record with the table's value of the key selected; dropped where there is none. */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);

    /** Joins each record with the table's value of the key selected; dropped where there is none. */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return join(globalTable, keySelector, joiner, Named.NONE);
    }

    /** Joins each record with the table's value of the key selected; dropped where there is none. */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);

    /** Joins each record with the table's value of the key selected; dropped where there is none. */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return join(globalTable, keySelector, joiner, Named.NONE);
    }

    /** Joins each record with the table's value of the key selected; with null where there is none. */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);

    /** Joins each record with the table's value of the key selected; with null where there is none. */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return leftJoin(globalTable, keySelector, joiner, Named.NONE);
    }

    /** Joins each record with the table's value of the key selected; with null where there is none. */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);

    /** Joins each record with the table's value of the key selected; with null where there is none. */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return leftJoin(globalTable, keySelector, joiner, Named.NONE);
    }
}
