package io.millrace.storage.disk;

import java.io.IOException;

/** Stands beside a disk in memory and sees every operation that counts; what it throws, the operation throws. */
@FunctionalInterface
public interface DiskWatcher {
    /** What is done to a file or a directory. */
    enum Operation {
        /** Bytes are written. */
        WRITE,
        /** Bytes are read. */
        READ,
        /** A file's content is made durable. */
        SYNC,
        /** A directory's names are made durable. */
        SYNC_DIRECTORY,
        /** A file or directory is made. */
        CREATE,
        /** A name is changed. */
        RENAME,
        /** A file or directory is deleted. */
        DELETE,
        /** A file is cut. */
        TRUNCATE
    }

    /** Before it is done, or after; the disk's lock is held. */
    void sees(Operation operation, String path, boolean done) throws IOException;
}
