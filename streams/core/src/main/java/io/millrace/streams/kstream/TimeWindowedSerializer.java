package io.millrace.streams.kstream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Writes a windowed key: the key's bytes, then the window's start as eight bytes, big end first. */
public class TimeWindowedSerializer<T> implements Serializer<Windowed<T>> {
    /** The config that names the keys' serializer. */
    public static final String WINDOWED_INNER_SERIALIZER_CLASS = "windowed.inner.serializer.class";

    private @Nullable Serializer<T> inner;

    /** To be configured. */
    public TimeWindowedSerializer() {}

    /** With the keys' serializer. */
    public TimeWindowedSerializer(Serializer<T> inner) {
        this.inner = inner;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (inner == null) {
            inner = WindowedInner.configured(configs, WINDOWED_INNER_SERIALIZER_CLASS);
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Windowed<T> data) {
        return serialize(topic, new RecordHeaders(), data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Windowed<T> data) {
        if (data == null) {
            return null;
        }
        byte[] key = inner().serialize(topic, headers, data.key());
        return ByteBuffer.allocate(key.length + Long.BYTES)
                .put(key)
                .putLong(data.window().start())
                .array();
    }

    @Override
    public void close() {
        Utils.closeQuietly(inner, "inner serializer of windowed keys");
    }

    private Serializer<T> inner() {
        return Objects.requireNonNull(
                inner,
                "Inner serializer is null: give it to the constructor, or configure "
                        + WINDOWED_INNER_SERIALIZER_CLASS);
    }
}
