package io.millrace.storage.disk;

import java.io.IOException;

/** A sync failed. Whatever the system says of it, nothing is known of what was written before, and it is never tried again. */
public final class SyncFailed extends IOException {
    /** Of that file or directory. */
    public SyncFailed(String path, IOException cause) {
        super(path + " cannot be synced: " + cause.getMessage(), cause);
    }
}
