package io.millrace.streams.kstream;

import io.millrace.streams.kstream.internals.TimeWindow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TimeWindowedSerializer} writes; it must know the windows' size, which is not written. */
public class TimeWindowedDeserializer<T> implements Deserializer<Windowed<T>> {
    /** The config of the windows' size in milliseconds. */
    public static final String WINDOW_SIZE_MS_CONFIG = "window.size.ms";

    /** The config that names the keys' deserializer. */
    public static final String WINDOWED_INNER_DESERIALIZER_CLASS = "windowed.inner.deserializer.class";

    private @Nullable Deserializer<T> inner;
    private @Nullable Long windowSize;

    /** To be configured. */
    public TimeWindowedDeserializer() {}

    /** With the keys' deserializer and the windows' size in milliseconds. */
    public TimeWindowedDeserializer(Deserializer<T> inner, Long windowSize) {
        this.inner = inner;
        this.windowSize = windowSize;
    }

    /** The windows' size in milliseconds, or null when it is not known. */
    public @Nullable Long getWindowSize() {
        return windowSize;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Object size = configs.get(WINDOW_SIZE_MS_CONFIG);
        if (size != null && windowSize != null) {
            throw new IllegalArgumentException("Window size should not be set in both the time windowed deserializer"
                    + " constructor and the " + WINDOW_SIZE_MS_CONFIG + " config");
        }
        if (size == null && windowSize == null) {
            throw new IllegalArgumentException("Window size needs to be set either through the time windowed"
                    + " deserializer constructor or the " + WINDOW_SIZE_MS_CONFIG + " config but not both");
        }
        windowSize = size == null ? windowSize : Long.valueOf(size.toString());
        if (inner == null) {
            inner = WindowedInner.configured(configs, WINDOWED_INNER_DESERIALIZER_CLASS);
        }
    }

    @Override
    public @Nullable Windowed<T> deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    @Override
    public @Nullable Windowed<T> deserialize(String topic, Headers headers, byte @Nullable [] data) {
        if (data == null || data.length == 0) {
            return null;
        }
        int keySize = data.length - Long.BYTES;
        if (keySize < 0) {
            throw new SerializationException(
                    "A windowed key has at least eight bytes, this one of topic " + topic + " has " + data.length);
        }
        Deserializer<T> keys = Objects.requireNonNull(
                inner,
                "Inner deserializer is null: give it to the constructor," + " or configure "
                        + WINDOWED_INNER_DESERIALIZER_CLASS);
        long size = Objects.requireNonNull(
                windowSize,
                "Window size is not known: give it to the constructor, or" + " configure " + WINDOW_SIZE_MS_CONFIG);
        T key = keys.deserialize(topic, headers, Arrays.copyOf(data, keySize));
        long start = ByteBuffer.wrap(data).getLong(keySize);
        long end = start + size;
        return new Windowed<>(key, new TimeWindow(start, end < 0 ? Long.MAX_VALUE : end));
    }

    @Override
    public void close() {
        Utils.closeQuietly(inner, "inner deserializer of windowed keys");
    }
}
