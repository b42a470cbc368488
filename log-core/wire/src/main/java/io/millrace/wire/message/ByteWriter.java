package io.millrace.wire.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Writes Kafka's primitive types into a growing array; "compact" are those of flexible versions. */
final class ByteWriter {
    private byte[] bytes = new byte[64];
    private int at;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, at);
    }

    ByteWriter int8(int value) {
        ensure(1);
        bytes[at++] = (byte) value;
        return this;
    }

    ByteWriter bool(boolean value) {
        return int8(value ? 1 : 0);
    }

    ByteWriter int16(int value) {
        return int8(value >> 8).int8(value);
    }

    ByteWriter int32(int value) {
        return int16(value >> 16).int16(value);
    }

    ByteWriter int64(long value) {
        return int32((int) (value >> 32)).int32((int) value);
    }

    ByteWriter uuid(Uuid value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    ByteWriter unsignedVarint(int value) {
        int left = value;
        while ((left & ~0x7F) != 0) {
            int8(left | 0x80);
            left >>>= 7;
        }
        return int8(left);
    }

    ByteWriter string(@Nullable String value) {
        if (value == null) {
            return int16(-1);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a string of " + utf8.length + " bytes");
        }
        return int16(utf8.length).raw(utf8);
    }

    ByteWriter compactString(@Nullable String value) {
        if (value == null) {
            return unsignedVarint(0);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return unsignedVarint(utf8.length + 1).raw(utf8);
    }

    ByteWriter bytes(byte[] value) {
        return int32(value.length).raw(value);
    }

    ByteWriter compactBytes(byte[] value) {
        return unsignedVarint(value.length + 1).raw(value);
    }

    <T> ByteWriter array(List<T> values, BiConsumer<ByteWriter, T> element) {
        int32(values.size());
        values.forEach(value -> element.accept(this, value));
        return this;
    }

    <T> ByteWriter compactArray(List<T> values, BiConsumer<ByteWriter, T> element) {
        unsignedVarint(values.size() + 1);
        values.forEach(value -> element.accept(this, value));
        return this;
    }

    ByteWriter noTags() {
        return unsignedVarint(0);
    }

    /** One tagged field, whose bytes the given writer holds. */
    ByteWriter tag(int tag, ByteWriter field) {
        unsignedVarint(tag).unsignedVarint(field.at);
        return raw(field.toBytes());
    }

    private ByteWriter raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    private void ensure(int more) {
        if (at + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(at + more, bytes.length * 2));
        }
    }
}
