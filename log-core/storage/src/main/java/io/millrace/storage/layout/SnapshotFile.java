package io.millrace.storage.layout;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A snapshot of producer state beside a log's segments: CRC, then bytes that only their owner understands. */
public final class SnapshotFile {
    private static final String SUFFIX = ".snapshot";

    private SnapshotFile() {}

    /** Writes it durably, then deletes older ones. */
    public static void write(Disk disk, String directory, long offset, byte[] content) throws IOException {
        byte[] framed = new byte[content.length + 4];
        ByteBuffer.wrap(framed).putInt(crc(content, 0, content.length)).put(content);
        String name = String.format("%020d", offset) + SUFFIX;
        SmallFiles.replace(disk, directory, name, framed);
        for (String other : disk.list(directory)) {
            if (other.endsWith(SUFFIX) && !other.equals(name)) {
                disk.delete(directory + "/" + other);
            }
        }
    }

    /**
     * The offset of the newest whole one at or below the log's end; -1 when there is none. Those beyond it know of what a
     * crash took, and are deleted: other batches will lie there.
     */
    public static long newest(Disk disk, String directory, long atMost) throws IOException {
        long newest = -1;
        boolean deleted = false;
        for (String name : disk.list(directory)) {
            if (name.endsWith(SUFFIX) && name.length() == 20 + SUFFIX.length()) {
                long offset = Long.parseLong(name.substring(0, 20));
                if (offset > atMost) {
                    disk.delete(directory + "/" + name);
                    deleted = true;
                } else if (offset > newest && read(disk, directory, offset) != null) {
                    newest = offset;
                }
            }
        }
        if (deleted) {
            disk.syncDirectory(directory);
        }
        return newest;
    }

    /** The content of the one at that offset; null when it is missing or damaged. */
    public static byte @Nullable [] read(Disk disk, String directory, long offset) throws IOException {
        byte[] framed = SmallFiles.read(disk, directory + "/" + String.format("%020d", offset) + SUFFIX);
        if (framed == null || framed.length < 4 || ByteBuffer.wrap(framed).getInt() != crc(framed, 4, framed.length)) {
            return null;
        }
        return java.util.Arrays.copyOfRange(framed, 4, framed.length);
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
