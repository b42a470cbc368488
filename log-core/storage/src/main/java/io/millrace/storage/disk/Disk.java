package io.millrace.storage.disk;

import java.io.IOException;
import java.util.List;

/**
 * A tree of files under one root, in the few operations whose durability we reason about. Paths are relative and use
 * '/'. What was written, created, renamed or deleted survives a crash only after {@link DiskFile#sync} of the file and
 * {@link #syncDirectory} of its directory. <i>Any thread.</i>
 */
public interface Disk {
    /** Opens the file for reading and writing, and creates it when it is missing. Its directory must exist. */
    DiskFile open(String path) throws IOException;

    /** Whether there is a file or directory of that path. */
    boolean exists(String path) throws IOException;

    /** Creates the directory and its parents where they are missing. The root is the empty path. */
    void createDirectories(String directory) throws IOException;

    /** The names of files and directories in the directory, sorted. */
    List<String> list(String directory) throws IOException;

    /** Renames within one directory, atomically; a file of the new name is replaced, and so is an empty directory. */
    void rename(String from, String to) throws IOException;

    /** Deletes the file, if it is there. */
    void delete(String path) throws IOException;

    /** Deletes the directory with all that is in it, if it is there. */
    void deleteTree(String directory) throws IOException;

    /** Renames a directory, and deletes first what an attempt that was cut short left under the new name. */
    default void renameTree(String from, String to) throws IOException {
        if (exists(to)) {
            deleteTree(to);
        }
        rename(from, to);
    }

    /** Makes creations, renames and deletions in the directory durable. */
    void syncDirectory(String directory) throws IOException;

    /** How much the volume holds under all its files; -1 where nobody knows. */
    default long totalBytes() {
        return -1;
    }

    /** How much of it may still be written; -1 where nobody knows. */
    default long usableBytes() {
        return -1;
    }

    /** Holds the path for this process until closed; throws {@link DirectoryInUse} when somebody else does. */
    AutoCloseable lock(String path) throws IOException;
}
