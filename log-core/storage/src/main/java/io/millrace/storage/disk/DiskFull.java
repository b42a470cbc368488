package io.millrace.storage.disk;

import java.io.IOException;

/** Tells a full disk, which may get room again, from one that is broken. */
public final class DiskFull {
    private DiskFull() {}

    /**
     * Whether a write failed because space or quota ran out, as the JDK tells by the system's message only. A sync that
     * failed for that is as bad as any other.
     */
    public static boolean is(IOException failure) {
        if (failure instanceof SyncFailed) {
            return false;
        }
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
