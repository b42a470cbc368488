package io.millrace.streams.plan;

import io.millrace.streams.AutoOffsetReset;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.Repartitioned;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.processor.StreamPartitioner;
import io.millrace.streams.processor.TimestampExtractor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Readers of the DSL's option objects, whose fields only a subclass sees: thus the public face has no getters. */
final class Options {
    private Options() {}

    static String validName(String name) {
        return Objects.requireNonNull(NamedReader.of(Named.as(name)));
    }

    static final class NamedReader extends Named {
        private NamedReader(Named named) {
            super(named);
        }

        static @Nullable String of(Named named) {
            return new NamedReader(Objects.requireNonNull(named, "named can't be null")).name;
        }
    }

    static final class ConsumedReader<K, V> extends Consumed<K, V> {
        ConsumedReader(Consumed<K, V> consumed) {
            super(Objects.requireNonNull(consumed, "consumed can't be null"));
        }

        @Nullable
        Serde<K> keys() {
            return keySerde;
        }

        @Nullable
        Serde<V> values() {
            return valueSerde;
        }

        @Nullable
        TimestampExtractor extractor() {
            return timestampExtractor;
        }

        @Nullable
        AutoOffsetReset reset() {
            return resetPolicy;
        }

        @Nullable
        String name() {
            return processorName == null ? null : validName(processorName);
        }
    }

    static final class ProducedReader<K, V> extends Produced<K, V> {
        ProducedReader(Produced<K, V> produced) {
            super(Objects.requireNonNull(produced, "produced can't be null"));
        }

        @Nullable
        Serde<K> keys() {
            return keySerde;
        }

        @Nullable
        Serde<V> values() {
            return valueSerde;
        }

        @Nullable
        StreamPartitioner<? super K, ? super V> partitioner() {
            return partitioner;
        }

        @Nullable
        String name() {
            return processorName == null ? null : validName(processorName);
        }
    }

    static final class GroupedReader<K, V> extends Grouped<K, V> {
        GroupedReader(Grouped<K, V> grouped) {
            super(Objects.requireNonNull(grouped, "grouped can't be null"));
        }

        @Nullable
        Serde<K> keys() {
            return keySerde;
        }

        @Nullable
        Serde<V> values() {
            return valueSerde;
        }

        @Nullable
        String name() {
            return name == null ? null : validName(name);
        }
    }

    static final class RepartitionedReader<K, V> extends Repartitioned<K, V> {
        RepartitionedReader(Repartitioned<K, V> repartitioned) {
            super(Objects.requireNonNull(repartitioned, "repartitioned can't be null"));
        }

        @Nullable
        Serde<K> keys() {
            return keySerde;
        }

        @Nullable
        Serde<V> values() {
            return valueSerde;
        }

        @Nullable
        StreamPartitioner<K, V> partitioner() {
            return partitioner;
        }

        OptionalInt partitions() {
            return numberOfPartitions == null ? OptionalInt.empty() : OptionalInt.of(numberOfPartitions);
        }

        @Nullable
        String name() {
            return name == null ? null : validName(name);
        }
    }

    static final class BranchedReader<K, V> extends Branched<K, V> {
        BranchedReader(Branched<K, V> branched) {
            super(Objects.requireNonNull(branched, "branched can't be null"));
        }

        @Nullable
        String name() {
            return name;
        }

        @Nullable
        Function<? super KStream<K, V>, ? extends @Nullable KStream<K, V>> function() {
            return chainFunction;
        }

        @Nullable
        Consumer<? super KStream<K, V>> consumer() {
            return chainConsumer;
        }
    }

    static final class MaterializedReader<K, V, S extends StateStore> extends Materialized<K, V, S> {
        MaterializedReader(Materialized<K, V, S> materialized) {
            super(Objects.requireNonNull(materialized, "materialized can't be null"));
        }

        @Nullable
        String name() {
            return storeName;
        }

        @Nullable
        Serde<K> keys() {
            return keySerde;
        }

        @Nullable
        Serde<V> values() {
            return valueSerde;
        }

        boolean caching() {
            return cachingEnabled;
        }

        boolean logging() {
            return loggingEnabled;
        }

        Map<String, String> changelogConfig() {
            return topicConfig;
        }

        @Nullable
        Duration retention() {
            return retention;
        }
    }
}
