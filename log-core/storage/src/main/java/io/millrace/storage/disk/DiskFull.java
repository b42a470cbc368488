package io.millrace.storage.disk;

import java.io.IOException;

/** Tells a full disk, which may get room again, from one that is broken. */
public final class DiskFull {
    private DiskFull() {}

    /** Whether the failure says that space or quota ran out. The JDK tells so by the system's message only. */
    public static boolean is(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
