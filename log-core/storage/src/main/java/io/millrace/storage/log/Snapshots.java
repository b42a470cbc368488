package io.millrace.storage.log;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.layout.SnapshotFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Producer snapshots on their way to the disk. {@link #put}: <i>any thread</i>; the rest: the disk loop. */
final class Snapshots {
    private final Disk disk;
    private final Map<StoredLog, ProducerSnapshot> waiting = new ConcurrentHashMap<>();

    Snapshots(Disk disk) {
        this.disk = disk;
    }

    /** It replaces one of the log's that was not written yet. */
    void put(StoredLog log, ProducerSnapshot snapshot) {
        waiting.put(log, snapshot);
    }

    boolean waits(StoredLog log) {
        return waiting.containsKey(log);
    }

    /** One beyond what a crash leaves of its log is ignored, so nothing has to be synced before. */
    void write(StoredLog log) throws IOException {
        ProducerSnapshot snapshot = waiting.get(log);
        if (snapshot != null) {
            // The owner deletes a log while the disk loop writes: the name may be a new log's by then.
            log.files().whileHere(() -> {
                log.files().make();
                SnapshotFile.write(disk, log.id.directory(), snapshot.offset(), snapshot.content());
            });
            log.files().snapshotWritten();
            waiting.remove(log, snapshot);
        }
    }

    void writeAll() throws IOException {
        for (StoredLog log : List.copyOf(waiting.keySet())) {
            write(log);
        }
    }
}
