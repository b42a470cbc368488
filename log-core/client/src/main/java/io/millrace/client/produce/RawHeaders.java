package io.millrace.client.produce;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Headers in the bytes of a v2 record, without their count. Re-usable. <i>Loop-owned.</i> */
final class RawHeaders {
    static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int size;
    private int count;

    RawHeaders of(Header @Nullable [] headers) {
        size = 0;
        count = headers == null ? 0 : headers.length;
        if (headers != null) {
            for (Header header : headers) {
                put(header.key().getBytes(StandardCharsets.UTF_8));
                put(header.value());
            }
        }
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int sizeInBytes() {
        return size;
    }

    int count() {
        return count;
    }

    private void put(byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        ensure(5 + Math.max(0, length));
        int zigzag = length << 1 ^ length >> 31;
        while ((zigzag & ~0x7f) != 0) {
            bytes[size++] = (byte) (zigzag & 0x7f | 0x80);
            zigzag >>>= 7;
        }
        bytes[size++] = (byte) zigzag;
        if (part != null) {
            System.arraycopy(part, 0, bytes, size, length);
            size += length;
        }
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
