package io.millrace.coordinator.group;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The head of a consumer's metadata, as all versions of it begin: a version, then the topics it subscribes to. */
final class Subscription {
    private Subscription() {}

    /** Whether the topic is among them; true also when the bytes cannot be read, for then nobody can say. */
    static boolean mayHave(String topic, byte[] metadata) {
        ByteBuffer in = ByteBuffer.wrap(metadata);
        try {
            in.getShort();
            for (int left = in.getInt(); left > 0; left--) {
                int size = in.getShort();
                if (size < 0 || size > in.remaining()) {
                    return true;
                }
                String name = new String(metadata, in.position(), size, StandardCharsets.UTF_8);
                if (name.equals(topic)) {
                    return true;
                }
                in.position(in.position() + size);
            }
            return false;
        } catch (BufferUnderflowException cutOff) {
            return true;
        }
    }
}
