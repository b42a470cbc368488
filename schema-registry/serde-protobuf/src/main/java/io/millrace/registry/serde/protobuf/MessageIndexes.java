package io.millrace.registry.serde.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Which message of a file is meant: the place of the outermost message, then that of each message within. Written as a
 * count and the places, each a zigzag varint; the first message of a file is the byte 0 alone.
 */
final class MessageIndexes {
    private static final int DEPTH_MAX = 100;

    private MessageIndexes() {}

    /** The bytes for a message. */
    static byte[] encode(Descriptor message) {
        Deque<Integer> places = new ArrayDeque<>();
        for (Descriptor at = message; at != null; at = at.getContainingType()) {
            places.push(at.getIndex());
        }
        if (places.size() == 1 && places.peek() == 0) {
            return new byte[] {0};
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, places.size());
        places.forEach(place -> write(out, place));
        return out.toByteArray();
    }

    /** Reads on from a place in bytes; a reader serves one list. One thread. */
    static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;

        Reader(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start;
            this.end = end;
        }

        /** The message that the list names; afterwards {@link #at} is the byte behind the list. */
        Descriptor message(FileDescriptor file) {
            int count = next();
            if (count < 0 || count > DEPTH_MAX) {
                throw new SerializationException("a list of " + count + " message indexes");
            }
            Descriptor message = null;
            for (int i = 0; i < Math.max(count, 1); i++) {
                message = inner(file, message, count == 0 ? 0 : next());
            }
            if (message == null) {
                throw new SerializationException("no message index");
            }
            return message;
        }

        int at() {
            return at;
        }

        private static Descriptor inner(FileDescriptor file, @Nullable Descriptor outer, int place) {
            List<Descriptor> among = outer == null ? file.getMessageTypes() : outer.getNestedTypes();
            if (place < 0 || place >= among.size()) {
                throw new SerializationException("message index " + place + ", where the schema has " + among.size()
                        + " messages in " + (outer == null ? file.getName() : outer.getFullName()));
            }
            return among.get(place);
        }

        private int next() {
            int raw = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                if (at >= end) {
                    throw new SerializationException("the message indexes are cut short");
                }
                byte b = bytes[at++];
                raw |= (b & 0x7F) << shift;
                if (b >= 0) {
                    return (raw >>> 1) ^ -(raw & 1);
                }
            }
            throw new SerializationException("a message index of more than five bytes");
        }
    }

    private static void write(ByteArrayOutputStream out, int value) {
        int raw = (value << 1) ^ (value >> 31);
        while ((raw & ~0x7F) != 0) {
            out.write(raw & 0x7F | 0x80);
            raw >>>= 7;
        }
        out.write(raw);
    }
}
