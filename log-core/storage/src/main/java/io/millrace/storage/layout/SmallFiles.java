package io.millrace.storage.layout;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.DiskFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Files that are read and replaced as a whole. */
public final class SmallFiles {
    private SmallFiles() {}

    /** Replaces the file durably: after a crash it is the old one or the new one. */
    public static void replace(Disk disk, String directory, String name, byte[] content) throws IOException {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        try {
            write(disk, path + ".tmp", content, true);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                disk.delete(path + ".tmp");
            }
            throw e;
        }
        disk.rename(path + ".tmp", path);
        disk.syncDirectory(directory);
    }

    /** Writes the file, and syncs it if asked to; its name is durable once its directory is synced. */
    public static void write(Disk disk, String path, byte[] content, boolean sync) throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(content), 0);
            if (sync) {
                file.sync();
            }
        }
    }

    /** Makes durable what is in the file. */
    static void sync(Disk disk, String path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.sync();
        }
    }

    /** The file's content, null when there is none. */
    public static byte @Nullable [] read(Disk disk, String path) throws IOException {
        if (!disk.exists(path)) {
            return null;
        }
        try (DiskFile file = disk.open(path)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 16));
            file.read(content, 0);
            return content.array();
        }
    }
}
