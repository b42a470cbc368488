package io.millrace.storage.segment;

import java.nio.ByteBuffer;

/** One whole batch somewhere in memory, with its offset and epoch set. */
public interface BatchBytes {
    /** Where it lies; its own position and limit mean nothing. */
    ByteBuffer buffer();

    /** Index of its first byte. */
    int position();

    /** Its length. */
    int size();
}
