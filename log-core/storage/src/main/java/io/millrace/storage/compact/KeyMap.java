package io.millrace.storage.compact;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The newest offset of each key, in a table of fixed size: 24 bytes a key, whatever its length. Keys are told apart by
 * 128 bits of their SHA-256: two that were the same would make one of them vanish, so nobody may be able to make them.
 * Loop-owned.
 */
final class KeyMap {
    private static final int SLOT = 3;

    private final MessageDigest digest;
    private final long[] table;
    private final int mask;
    private final int most;
    private int count;
    private long high;
    private long low;

    /** For that many keys, if they fit into the bytes. */
    KeyMap(long keys, long bytes) {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
        int slots = 16;
        while (slots < (1 << 28) && slots < keys * 4 / 3 + 1 && 2L * slots * SLOT * Long.BYTES <= bytes) {
            slots *= 2;
        }
        this.table = new long[slots * SLOT];
        this.mask = slots - 1;
        this.most = (int) (slots * 3L / 4);
    }

    boolean full() {
        return count >= most;
    }

    /** The key was written at the offset, which is larger than all before; there is room for one more. */
    void put(ByteBuffer from, int position, int size, long offset) {
        int at = find(from, position, size);
        if (table[at + 2] == 0) {
            count++;
            table[at] = high;
            table[at + 1] = low;
        }
        // 0 means empty.
        table[at + 2] = offset + 1;
    }

    /** Its newest offset, -1 when it is not there. */
    long get(ByteBuffer from, int position, int size) {
        return table[find(from, position, size) + 2] - 1;
    }

    private int find(ByteBuffer from, int position, int size) {
        digest.update(from.duplicate().limit(position + size).position(position));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        high = hash.getLong(0);
        low = hash.getLong(8);
        int slot = (int) low & mask;
        while (table[slot * SLOT + 2] != 0 && (table[slot * SLOT] != high || table[slot * SLOT + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot * SLOT;
    }
}
