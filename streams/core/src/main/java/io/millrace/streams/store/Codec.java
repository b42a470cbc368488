package io.millrace.streams.store;

import io.millrace.streams.kstream.TimeWindowedSerializer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.ShortDeserializer;
import org.apache.kafka.common.serialization.ShortSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A serde, and what the engine knows of it. Of the canonical kinds it knows that bytes which {@link #accepts} takes and
 * the object they stand for determine each other, so that either may be carried along for the other, and neither topic
 * nor headers matter. Every other serde is opaque: it is called, and nothing is assumed. <i>Immutable</i>, as the serde is.
 */
public final class Codec {
    /** The kinds of bytes. */
    public enum Kind {
        /** Bytes as an array: user code may change it, so an object given away no longer stands for its bytes. */
        BYTE_ARRAY,
        /** Bytes in Kafka's wrapper, as changeable as the array. */
        BYTES,
        /** UTF-8. */
        STRING,
        /** Eight bytes, big endian. */
        LONG,
        /** Four bytes, big endian. */
        INTEGER,
        /** Two bytes, big endian. */
        SHORT,
        /** Eight bytes, big endian. */
        DOUBLE,
        /** Any other. */
        OPAQUE
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final long CANONICAL_NAN = Double.doubleToLongBits(Double.NaN);
    private static final String PROBE = "a\u00e9\u20ac\ud83d\ude00";

    private final Serializer<Object> serializer;
    private final Deserializer<Object> deserializer;
    private final Kind kind;

    private Codec(Serializer<Object> serializer, Deserializer<Object> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
        this.kind = kindOf(serializer, deserializer);
    }

    /** What is known of a serde. */
    @SuppressWarnings("unchecked")
    public static Codec of(Serde<?> serde) {
        return new Codec((Serializer<Object>) serde.serializer(), (Deserializer<Object>) serde.deserializer());
    }

    /** The kind of its bytes. */
    public Kind kind() {
        return kind;
    }

    /** Whether its objects are keys in windows, written as the key followed by the window's start. */
    public boolean windowed() {
        return serializer instanceof TimeWindowedSerializer;
    }

    /** Whether bytes and objects may stand for each other. */
    public boolean canonical() {
        return kind != Kind.OPAQUE;
    }

    /** Whether an object handed to user code may have been changed by it. */
    public boolean changeable() {
        return kind == Kind.BYTE_ARRAY || kind == Kind.BYTES;
    }

    /** Whether the two make the same bytes of the same object. */
    public boolean sameAs(@Nullable Codec other) {
        return other == this || other != null && kind == other.kind && kind != Kind.OPAQUE;
    }

    /** Whether these bytes may be carried unread: the deserializer would take them, and the serializer give them back. */
    public boolean accepts(byte[] bytes, int position, int size) {
        switch (kind) {
            case BYTE_ARRAY:
            case BYTES:
                return true;
            case STRING:
                return Utf8.wellFormed(bytes, position, size);
            case LONG:
                return size == Long.BYTES;
            case INTEGER:
                return size == Integer.BYTES;
            case SHORT:
                return size == Short.BYTES;
            case DOUBLE:
                return size == Double.BYTES && !strangeNaN((long) LONGS.get(bytes, position));
            default:
                return false;
        }
    }

    /** The object that accepted bytes stand for. */
    public Object decode(byte[] bytes, int position, int size) {
        switch (kind) {
            case BYTE_ARRAY:
                return Arrays.copyOfRange(bytes, position, position + size);
            case BYTES:
                return Bytes.wrap(Arrays.copyOfRange(bytes, position, position + size));
            case STRING:
                return new String(bytes, position, size, StandardCharsets.UTF_8);
            case LONG:
                return (long) LONGS.get(bytes, position);
            case INTEGER:
                return (int) INTS.get(bytes, position);
            case SHORT:
                return (short) SHORTS.get(bytes, position);
            case DOUBLE:
                return Double.longBitsToDouble((long) LONGS.get(bytes, position));
            default:
                throw new IllegalStateException("an opaque serde decodes nothing by itself");
        }
    }

    /**
     * The bytes of an object, by the serializer's own rules; null for null, unless the serializer makes bytes of it.
     * The array may be the object itself.
     */
    public byte @Nullable [] encode(String topic, Headers headers, @Nullable Object object) {
        switch (kind) {
            case STRING:
                return object == null ? null : ((String) object).getBytes(StandardCharsets.UTF_8);
            case LONG:
                return object == null ? null : longBytes((Long) object);
            default:
                return serializer.serialize(topic, headers, object);
        }
    }

    /** The object of these bytes, by the deserializer. It may keep the array. */
    public @Nullable Object read(String topic, Headers headers, byte @Nullable [] bytes) {
        return deserializer.deserialize(topic, headers, bytes);
    }

    /** The object of bytes in a store: of the canonical kinds without a call, else by the deserializer. */
    public @Nullable Object stored(String topic, Headers headers, byte[] bytes) {
        return canonical() ? decode(bytes, 0, bytes.length) : deserializer.deserialize(topic, headers, bytes);
    }

    /** For messages. */
    public String serializerName() {
        return serializer.getClass().getName();
    }

    private static byte[] longBytes(long value) {
        byte[] bytes = new byte[Long.BYTES];
        LONGS.set(bytes, 0, value);
        return bytes;
    }

    /** A NaN that the serializer would not write as it stands. */
    private static boolean strangeNaN(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits)) && bits != CANONICAL_NAN;
    }

    private static Kind kindOf(Serializer<Object> serializer, Deserializer<Object> deserializer) {
        Class<?> s = serializer.getClass();
        Class<?> d = deserializer.getClass();
        if (s == StringSerializer.class && d == StringDeserializer.class) {
            return isUtf8(serializer, deserializer) ? Kind.STRING : Kind.OPAQUE;
        }
        if (s == LongSerializer.class && d == LongDeserializer.class) {
            return Kind.LONG;
        }
        if (s == ByteArraySerializer.class && d == ByteArrayDeserializer.class) {
            return Kind.BYTE_ARRAY;
        }
        if (s == BytesSerializer.class && d == BytesDeserializer.class) {
            return Kind.BYTES;
        }
        if (s == IntegerSerializer.class && d == IntegerDeserializer.class) {
            return Kind.INTEGER;
        }
        if (s == ShortSerializer.class && d == ShortDeserializer.class) {
            return Kind.SHORT;
        }
        return s == DoubleSerializer.class && d == DoubleDeserializer.class ? Kind.DOUBLE : Kind.OPAQUE;
    }

    /** Its charset is a matter of configuration that cannot be asked for, so it is tried. */
    private static boolean isUtf8(Serializer<Object> serializer, Deserializer<Object> deserializer) {
        byte[] utf8 = PROBE.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(serializer.serialize("", PROBE), utf8) && PROBE.equals(deserializer.deserialize("", utf8));
    }
}
