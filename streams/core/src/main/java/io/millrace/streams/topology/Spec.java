package io.millrace.streams.topology;

import io.millrace.streams.AutoOffsetReset;
import io.millrace.streams.kstream.Aggregator;
import io.millrace.streams.kstream.ForeachAction;
import io.millrace.streams.kstream.Initializer;
import io.millrace.streams.kstream.KeyValueMapper;
import io.millrace.streams.kstream.Predicate;
import io.millrace.streams.kstream.Reducer;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.ValueJoinerWithKey;
import io.millrace.streams.kstream.ValueMapperWithKey;
import io.millrace.streams.processor.StreamPartitioner;
import io.millrace.streams.processor.TimestampExtractor;
import io.millrace.streams.processor.TopicNameExtractor;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What a node does. Functions and serdes are those that the user gave, their types erased: the DSL has checked that
 * neighbours fit. A serde that is null is the configured default. *Immutable.*
 */
public sealed interface Spec {
    /**
     * Reads topics. With {@code repartition}, the one topic is an internal one whose full name starts with the
     * application's id. Without an extractor, or a reset policy, the configured one holds.
     */
    record Source(
            List<String> topics,
            boolean repartition,
            @Nullable Serde<Object> keySerde,
            @Nullable Serde<Object> valueSerde,
            @Nullable TimestampExtractor timestampExtractor,
            Optional<AutoOffsetReset> reset)
            implements Spec {}

    /**
     * Writes to a topic: the one named, or the one that the extractor names for the record. With {@code repartition},
     * it is an internal one whose full name starts with the application's id. Without a partitioner, the key decides.
     */
    record Sink(
            @Nullable String topic,
            boolean repartition,
            @Nullable TopicNameExtractor<Object, Object> topicNameExtractor,
            @Nullable Serde<Object> keySerde,
            @Nullable Serde<Object> valueSerde,
            @Nullable StreamPartitioner<Object, Object> partitioner)
            implements Spec {}

    /** Passes on the records for which the predicate holds, or with {@code negate}, does not hold. */
    record Filter(Predicate<Object, Object> predicate, boolean negate) implements Spec {}

    /** Makes a record of another key and value of each; the mapper must not answer null. */
    record MapRecord(KeyValueMapper<Object, Object, Object> mapper) implements Spec {}

    /** Makes a new value of each; without {@code readsKey}, the mapper ignores the key, which may then be any object. */
    record MapValues(ValueMapperWithKey<Object, Object, Object> mapper, boolean readsKey) implements Spec {}

    /** Makes any number of new values of each; without {@code readsKey}, the mapper ignores the key. */
    record FlatMapValues(ValueMapperWithKey<Object, Object, Iterable<Object>> mapper, boolean readsKey)
            implements Spec {}

    /** Gives each record a new key. */
    record SelectKey(KeyValueMapper<Object, Object, Object> mapper) implements Spec {}

    /**
     * Passes each record on to the node's child whose predicate is the first that holds: child {@code i} goes with
     * predicate {@code i}. With {@code hasDefault} there is one more child, for the rest; else the rest is dropped.
     */
    record Branch(List<Predicate<Object, Object>> predicates, boolean hasDefault) implements Spec {}

    /** Passes each record on: a branch, where streams merge, before a repartition topic. */
    record Pass() implements Spec {}

    /** Does something for each record, and with {@code andForward} passes it on unchanged. */
    record ForEach(ForeachAction<Object, Object> action, boolean andForward) implements Spec {}

    /** Folds each key's records into a value; records without a key or a value are dropped. */
    record Aggregate(String store, Initializer<Object> initializer, Aggregator<Object, Object, Object> aggregator)
            implements Spec {
        /** Whether this counts, and so needs neither key nor value as an object. */
        public boolean isCount() {
            return aggregator == Count.ADD_ONE;
        }
    }

    /** As {@link Aggregate}, starting with the first value itself. */
    record Reduce(String store, Reducer<Object> reducer) implements Spec {}

    /** As {@link Aggregate}, for each window apart; the key passed on is a {@code Windowed}. */
    record WindowedAggregate(
            String store,
            TimeWindows windows,
            Initializer<Object> initializer,
            Aggregator<Object, Object, Object> aggregator)
            implements Spec {
        /** Whether this counts, and so needs neither key nor value as an object. */
        public boolean isCount() {
            return aggregator == Count.ADD_ONE;
        }
    }

    /** As {@link Reduce}, for each window apart; the key passed on is a {@code Windowed}. */
    record WindowedReduce(String store, TimeWindows windows, Reducer<Object> reducer) implements Spec {}

    /**
     * Joins each record with the global table's value of the key that the selector answers. Without one, the record is
     * dropped, or with {@code left} joined with null. Without {@code readsKey}, the joiner ignores the key.
     */
    record GlobalJoin(
            String store,
            KeyValueMapper<Object, Object, Object> keySelector,
            ValueJoinerWithKey<Object, Object, Object, Object> joiner,
            boolean left,
            boolean readsKey)
            implements Spec {}

    /** Makes records of a table's changes: of its new values. */
    record TableToStream() implements Spec {}
}
