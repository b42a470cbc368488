package io.millrace.storage.disk;

import java.io.IOException;

/** Another process, or another part of this one, works in the directory. */
public final class DirectoryInUse extends IOException {
    /** With the directory's name. */
    public DirectoryInUse(String message) {
        super(message);
    }
}
