package io.millrace.storage.layout;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The file that ties a log's directory to its topic's id, in Apache Kafka's format. */
public final class PartitionMetadata {
    /** What it is called in the log's directory. */
    public static final String NAME = "partition.metadata";

    private static final String ID = "topic_id: ";

    private PartitionMetadata() {}

    /** Writes it, and syncs it if asked to; the directory is synced by the caller. */
    public static void write(Disk disk, String directory, Uuid topicId, boolean sync) throws IOException {
        byte[] content = ("version: 0\n" + ID + topicId).getBytes(StandardCharsets.UTF_8);
        String path = directory + "/" + NAME;
        if (sync && Arrays.equals(SmallFiles.read(disk, path), content)) {
            // Never written over: a power cut between write and sync would take what was durable.
            SmallFiles.sync(disk, path);
        } else {
            SmallFiles.write(disk, path, content, sync);
        }
    }

    /** The topic's id; null when the file is missing, or was not whole when the machine stopped. */
    public static @Nullable Uuid read(Disk disk, String directory) throws IOException {
        byte[] content = SmallFiles.read(disk, directory + "/" + NAME);
        if (content == null) {
            return null;
        }
        String text = new String(content, StandardCharsets.UTF_8);
        int at = text.indexOf(ID);
        if (!text.startsWith("version: 0") || at < 0) {
            return null;
        }
        try {
            return Uuid.fromString(text.substring(at + ID.length()).trim());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
