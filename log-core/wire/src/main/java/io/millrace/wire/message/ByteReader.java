package io.millrace.wire.message;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/** Reads Kafka's primitive types; each length is bounded by the bytes that are left. */
final class ByteReader {
    private final ByteBuffer in;

    ByteReader(ByteBuffer bytes) {
        in = bytes.slice();
    }

    /** Reads with the function; whatever is wrong with the bytes becomes a BadRequest. */
    static <T> T read(String what, ByteBuffer bytes, Function<ByteReader, T> function) throws BadRequest {
        try {
            return function.apply(new ByteReader(bytes));
        } catch (BufferUnderflowException e) {
            throw new BadRequest("a " + what + " is cut off", e);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("malformed " + what + ": " + e.getMessage(), e);
        }
    }

    byte int8() {
        return in.get();
    }

    boolean bool() {
        return in.get() != 0;
    }

    short int16() {
        return in.getShort();
    }

    int int32() {
        return in.getInt();
    }

    long int64() {
        return in.getLong();
    }

    Uuid uuid() {
        long high = in.getLong();
        return new Uuid(high, in.getLong());
    }

    int unsignedVarint() {
        return ByteUtils.readUnsignedVarint(in);
    }

    String string() {
        return required(nullableString());
    }

    @Nullable
    String nullableString() {
        int size = in.getShort();
        return size < 0 ? null : utf8(size);
    }

    String compactString() {
        return required(nullableCompactString());
    }

    @Nullable
    String nullableCompactString() {
        int size = unsignedVarint() - 1;
        return size < 0 ? null : utf8(size);
    }

    byte[] bytes() {
        return raw(in.getInt());
    }

    byte[] compactBytes() {
        return raw(unsignedVarint() - 1);
    }

    <T> List<T> array(Function<ByteReader, T> element) {
        return list(in.getInt(), element);
    }

    <T> List<T> compactArray(Function<ByteReader, T> element) {
        return list(unsignedVarint() - 1, element);
    }

    /** Null is read as empty. */
    <T> List<T> nullableArray(Function<ByteReader, T> element) {
        return list(Math.max(0, in.getInt()), element);
    }

    /** Null is read as empty. */
    <T> List<T> nullableCompactArray(Function<ByteReader, T> element) {
        return list(Math.max(0, unsignedVarint() - 1), element);
    }

    void skipTags() {
        eachTag((tag, field) -> {});
    }

    /** Hands each tagged field over, by its number. */
    void eachTag(TagVisitor visitor) {
        int count = unsignedVarint();
        for (int i = 0; i < count; i++) {
            int tag = unsignedVarint();
            visitor.tag(tag, new ByteReader(ByteBuffer.wrap(raw(unsignedVarint()))));
        }
    }

    /** Takes the tagged fields that it knows, and ignores the others. */
    interface TagVisitor {
        void tag(int tag, ByteReader field);
    }

    private <T> List<T> list(int size, Function<ByteReader, T> element) {
        if (size < 0 || size > in.remaining()) {
            throw new IllegalArgumentException("an array of " + size + " where " + in.remaining() + " bytes are left");
        }
        List<T> values = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(element.apply(this));
        }
        return List.copyOf(values);
    }

    private String utf8(int size) {
        return new String(raw(size), StandardCharsets.UTF_8);
    }

    private byte[] raw(int size) {
        if (size < 0 || size > in.remaining()) {
            throw new IllegalArgumentException(size + " bytes where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return bytes;
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("null where a string is due");
        }
        return value;
    }
}
