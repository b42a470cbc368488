package io.millrace.streams.task;

import io.millrace.streams.operator.Chain;
import io.millrace.streams.store.Codec;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A store's bytes to objects and back, for its views. */
record StoreBytes(String topic, Codec keys, Codec values) {
    static StoreBytes of(Chain.Store store) {
        return new StoreBytes(store.changelogTopic(), store.keys(), store.values());
    }

    byte[] key(@Nullable Object key) {
        return Objects.requireNonNull(
                keys.encode(topic, new RecordHeaders(), Objects.requireNonNull(key, "key cannot be null")),
                "key cannot be null");
    }

    byte @Nullable [] keyOrNull(@Nullable Object key) {
        return key == null ? null : key(key);
    }

    byte @Nullable [] value(@Nullable Object value) {
        return value == null ? null : values.encode(topic, new RecordHeaders(), value);
    }

    @SuppressWarnings("unchecked")
    <K> K keyOf(byte[] bytes) {
        return (K) Objects.requireNonNull(keys.read(topic, new RecordHeaders(), bytes.clone()));
    }

    @SuppressWarnings("unchecked")
    <V> @Nullable V valueOf(byte @Nullable [] bytes) {
        return bytes == null ? null : (V) values.read(topic, new RecordHeaders(), bytes.clone());
    }
}
