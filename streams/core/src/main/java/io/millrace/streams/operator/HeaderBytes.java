package io.millrace.streams.operator;

import io.millrace.streams.store.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Record headers between objects and the bytes of a v2 record (without their count). */
final class HeaderBytes {
    static final byte[] NONE = {};

    /** For serdes that do not look at headers; never written to. */
    static final RecordHeaders EMPTY = new RecordHeaders();

    static {
        EMPTY.setReadOnly();
    }

    private HeaderBytes() {}

    /** What a serde is given where a record has no part: canonical ones do not look at it, others may write to it. */
    static RecordHeaders forStore(Codec codec) {
        return codec.canonical() ? EMPTY : new RecordHeaders();
    }

    static RecordHeaders read(byte[] raw, int position, int count) {
        RecordHeaders headers = new RecordHeaders();
        ByteBuffer from = ByteBuffer.wrap(raw, position, raw.length - position);
        for (int i = 0; i < count; i++) {
            byte[] key = bytes(from, varint(from));
            int size = varint(from);
            headers.add(new String(key, StandardCharsets.UTF_8), size < 0 ? null : bytes(from, size));
        }
        return headers;
    }

    static byte[] write(RecordHeaders headers) {
        Header[] all = headers.toArray();
        if (all.length == 0) {
            return NONE;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        for (Header header : all) {
            byte[] key = header.key().getBytes(StandardCharsets.UTF_8);
            varint(key.length, out);
            out.writeBytes(key);
            byte[] value = header.value();
            varint(value == null ? -1 : value.length, out);
            if (value != null) {
                out.writeBytes(value);
            }
        }
        return out.toByteArray();
    }

    static int count(RecordHeaders headers) {
        return headers.toArray().length;
    }

    private static byte[] bytes(ByteBuffer from, int size) {
        byte[] bytes = Arrays.copyOfRange(from.array(), from.position(), from.position() + size);
        from.position(from.position() + size);
        return bytes;
    }

    private static int varint(ByteBuffer from) {
        int zigzag = 0;
        int shift = 0;
        int next;
        do {
            next = from.get();
            zigzag |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    private static void varint(int value, ByteArrayOutputStream out) {
        int zigzag = value << 1 ^ value >> 31;
        while ((zigzag & ~0x7F) != 0) {
            out.write(zigzag & 0x7F | 0x80);
            zigzag >>>= 7;
        }
        out.write(zigzag);
    }
}
