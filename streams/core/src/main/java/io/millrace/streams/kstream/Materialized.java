package io.millrace.streams.kstream;

import io.millrace.streams.processor.StateStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** How a table is kept: the store's name, serdes, caching, changelog, retention. What is left out is as usual. */
public class Materialized<K, V, S extends StateStore> {
    /** The store's, by which it can be queried. */
    protected @Nullable String storeName;
    /** Of the values. */
    protected @Nullable Serde<V> valueSerde;
    /** Of the keys. */
    protected @Nullable Serde<K> keySerde;
    /** Whether changes go to a changelog topic. */
    protected boolean loggingEnabled = true;
    /** Whether changes of a key are gathered until the next commit. */
    protected boolean cachingEnabled = true;
    /** Of the changelog topic. */
    protected Map<String, String> topicConfig = new HashMap<>();
    /** How long windows are kept. */
    protected @Nullable Duration retention;

    private Materialized(@Nullable String storeName) {
        this.storeName = storeName;
    }

    /** A copy. */
    protected Materialized(Materialized<K, V, S> materialized) {
        storeName = materialized.storeName;
        keySerde = materialized.keySerde;
        valueSerde = materialized.valueSerde;
        loggingEnabled = materialized.loggingEnabled;
        cachingEnabled = materialized.cachingEnabled;
        topicConfig = materialized.topicConfig;
        retention = materialized.retention;
    }

    /** With a store of this name. */
    public static <K, V, S extends StateStore> Materialized<K, V, S> as(String storeName) {
        Named.validate(Objects.requireNonNull(storeName, "storeName can't be null"));
        return new Materialized<>(storeName);
    }

    /** With serdes. */
    public static <K, V, S extends StateStore> Materialized<K, V, S> with(
            @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Materialized<K, V, S>((String) null).withKeySerde(keySerde).withValueSerde(valueSerde);
    }

    /** Sets the values' serde. */
    public Materialized<K, V, S> withValueSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
        return this;
    }

    /** Sets the keys' serde. */
    public Materialized<K, V, S> withKeySerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
        return this;
    }

    /** With a changelog topic of this config, on top of what the engine sets. */
    public Materialized<K, V, S> withLoggingEnabled(Map<String, String> config) {
        loggingEnabled = true;
        topicConfig = Map.copyOf(config);
        return this;
    }

    /** Without a changelog topic: the state is lost with the instance. */
    public Materialized<K, V, S> withLoggingDisabled() {
        loggingEnabled = false;
        topicConfig = new HashMap<>();
        return this;
    }

    /** Gathers changes of a key until the next commit. */
    public Materialized<K, V, S> withCachingEnabled() {
        cachingEnabled = true;
        return this;
    }

    /** Passes on each change at once. */
    public Materialized<K, V, S> withCachingDisabled() {
        cachingEnabled = false;
        return this;
    }

    /** Sets how long windows are kept: at least their size and grace, which is also the default. */
    public Materialized<K, V, S> withRetention(Duration retention) throws IllegalArgumentException {
        if (Millis.of(retention, "retention") < 0) {
            throw new IllegalArgumentException("Retention must not be negative, and is " + retention + ".");
        }
        this.retention = retention;
        return this;
    }
}
