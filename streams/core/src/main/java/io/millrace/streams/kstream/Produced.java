package io.millrace.streams.kstream;

import io.millrace.streams.processor.StreamPartitioner;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** How a topic is written: serdes, partitioner, and the sink's name. What is left out is as configured. */
public class Produced<K, V> implements NamedOperation<Produced<K, V>> {
    /** Of the keys. */
    protected @Nullable Serde<K> keySerde;
    /** Of the values. */
    protected @Nullable Serde<V> valueSerde;
    /** Chooses the partitions. */
    protected @Nullable StreamPartitioner<? super K, ? super V> partitioner;
    /** The sink's name. */
    protected @Nullable String processorName;

    private Produced() {}

    /** A copy. */
    protected Produced(Produced<K, V> produced) {
        keySerde = produced.keySerde;
        valueSerde = produced.valueSerde;
        partitioner = produced.partitioner;
        processorName = produced.processorName;
    }

    /** With serdes. */
    public static <K, V> Produced<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Produced<K, V>().withKeySerde(keySerde).withValueSerde(valueSerde);
    }

    /** With serdes and a partitioner. */
    public static <K, V> Produced<K, V> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        return new Produced<K, V>()
                .withKeySerde(keySerde)
                .withValueSerde(valueSerde)
                .withStreamPartitioner(partitioner);
    }

    /** With a name. */
    public static <K, V> Produced<K, V> as(String processorName) {
        return new Produced<K, V>().withName(processorName);
    }

    /** With a serde of the keys. */
    public static <K, V> Produced<K, V> keySerde(@Nullable Serde<K> keySerde) {
        return new Produced<K, V>().withKeySerde(keySerde);
    }

    /** With a serde of the values. */
    public static <K, V> Produced<K, V> valueSerde(@Nullable Serde<V> valueSerde) {
        return new Produced<K, V>().withValueSerde(valueSerde);
    }

    /** With a partitioner. */
    public static <K, V> Produced<K, V> streamPartitioner(
            @Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        return new Produced<K, V>().withStreamPartitioner(partitioner);
    }

    /** Sets what chooses the partitions. */
    public Produced<K, V> withStreamPartitioner(@Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        this.partitioner = partitioner;
        return this;
    }

    /** Sets the values' serde. */
    public Produced<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
        return this;
    }

    /** Sets the keys' serde. */
    public Produced<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
        return this;
    }

    @Override
    public Produced<K, V> withName(@Nullable String name) {
        this.processorName = name;
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Produced<?, ?> that
                && Objects.equals(keySerde, that.keySerde)
                && Objects.equals(valueSerde, that.valueSerde)
                && Objects.equals(partitioner, that.partitioner);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keySerde, valueSerde, partitioner);
    }
}
