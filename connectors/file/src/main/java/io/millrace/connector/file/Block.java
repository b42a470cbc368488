package io.millrace.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes read last, of one file at a time; all files of a task share it. *Loop-owned.* */
final class Block {

    private static final int START_BYTES = 512 * 1024;

    private byte[] bytes = new byte[START_BYTES];
    private int from;
    private int to;
    private @Nullable TailedFile owner;

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean isFull() {
        return to == bytes.length;
    }

    boolean holds(TailedFile file) {
        return owner == file && from < to;
    }

    void release() {
        owner = null;
        from = 0;
        to = 0;
    }

    void advanceTo(int next) {
        from = next;
    }

    /** Reads from {@code position} on as much as fits and is there. */
    void fill(TailedFile file, FileChannel channel, long position) throws IOException {
        release();
        owner = file;
        ByteBuffer room = ByteBuffer.wrap(bytes);
        while (room.hasRemaining()) {
            if (channel.read(room, position + room.position()) < 0) {
                break;
            }
        }
        to = room.position();
    }

    /** Makes room for a row that is longer than all bytes held; false at the limit. */
    boolean grow(int maxBytes) {
        if (bytes.length >= maxBytes) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, bytes.length * 2L));
        return true;
    }
}
