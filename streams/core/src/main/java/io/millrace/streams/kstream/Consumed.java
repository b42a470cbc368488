package io.millrace.streams.kstream;

import io.millrace.streams.AutoOffsetReset;
import io.millrace.streams.Topology;
import io.millrace.streams.processor.TimestampExtractor;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** How a topic is read: serdes, time, where to start, and the source's name. What is left out is as configured. */
public class Consumed<K, V> implements NamedOperation<Consumed<K, V>> {
    /** Of the keys. */
    protected @Nullable Serde<K> keySerde;
    /** Of the values. */
    protected @Nullable Serde<V> valueSerde;
    /** What time a record is of. */
    protected @Nullable TimestampExtractor timestampExtractor;
    /** Where to start without a committed offset. */
    protected @Nullable AutoOffsetReset resetPolicy;
    /** The source's name. */
    protected @Nullable String processorName;

    private Consumed() {}

    /** A copy. */
    protected Consumed(Consumed<K, V> consumed) {
        keySerde = consumed.keySerde;
        valueSerde = consumed.valueSerde;
        timestampExtractor = consumed.timestampExtractor;
        resetPolicy = consumed.resetPolicy;
        processorName = consumed.processorName;
    }

    /** With all of these; null is as configured. */
    public static <K, V> Consumed<K, V> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable AutoOffsetReset resetPolicy) {
        return new Consumed<K, V>()
                .withKeySerde(keySerde)
                .withValueSerde(valueSerde)
                .withTimestampExtractor(timestampExtractor)
                .withOffsetResetPolicy(resetPolicy);
    }

    /** With all of these; null is as configured. */
    public static <K, V> Consumed<K, V> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable TimestampExtractor timestampExtractor,
            Topology.@Nullable AutoOffsetReset resetPolicy) {
        return with(keySerde, valueSerde, timestampExtractor, resetPolicy == null ? null : resetPolicy.policy());
    }

    /** With serdes. */
    public static <K, V> Consumed<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Consumed<K, V>().withKeySerde(keySerde).withValueSerde(valueSerde);
    }

    /** With an extractor. */
    public static <K, V> Consumed<K, V> with(@Nullable TimestampExtractor timestampExtractor) {
        return new Consumed<K, V>().withTimestampExtractor(timestampExtractor);
    }

    /** With a start. */
    public static <K, V> Consumed<K, V> with(@Nullable AutoOffsetReset resetPolicy) {
        return new Consumed<K, V>().withOffsetResetPolicy(resetPolicy);
    }

    /** With a start. */
    public static <K, V> Consumed<K, V> with(Topology.@Nullable AutoOffsetReset resetPolicy) {
        return new Consumed<K, V>().withOffsetResetPolicy(resetPolicy);
    }

    /** With a name. */
    public static <K, V> Consumed<K, V> as(String processorName) {
        return new Consumed<K, V>().withName(processorName);
    }

    /** Sets the keys' serde. */
    public Consumed<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
        return this;
    }

    /** Sets the values' serde. */
    public Consumed<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
        return this;
    }

    /** Sets what time a record is of. */
    public Consumed<K, V> withTimestampExtractor(@Nullable TimestampExtractor timestampExtractor) {
        this.timestampExtractor = timestampExtractor;
        return this;
    }

    /** Sets where to start without a committed offset. */
    public Consumed<K, V> withOffsetResetPolicy(@Nullable AutoOffsetReset resetPolicy) {
        this.resetPolicy = resetPolicy;
        return this;
    }

    /** Sets where to start without a committed offset. */
    public Consumed<K, V> withOffsetResetPolicy(Topology.@Nullable AutoOffsetReset resetPolicy) {
        this.resetPolicy = resetPolicy == null ? null : resetPolicy.policy();
        return this;
    }

    @Override
    public Consumed<K, V> withName(@Nullable String processorName) {
        this.processorName = processorName;
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Consumed<?, ?> that
                && Objects.equals(keySerde, that.keySerde)
                && Objects.equals(valueSerde, that.valueSerde)
                && Objects.equals(timestampExtractor, that.timestampExtractor)
                && Objects.equals(resetPolicy, that.resetPolicy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keySerde, valueSerde, timestampExtractor, resetPolicy);
    }
}
