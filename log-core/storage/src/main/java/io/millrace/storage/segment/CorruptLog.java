package io.millrace.storage.segment;

import java.io.IOException;

/** Bytes that were committed are damaged; they are neither served nor cut off. */
public final class CorruptLog extends IOException {
    /** Names the file, the position in it and the offset that is damaged. */
    public CorruptLog(String file, long position, long offset, String what) {
        super(file + " is damaged at byte " + position + " (offset " + offset + "): " + what);
    }
}
