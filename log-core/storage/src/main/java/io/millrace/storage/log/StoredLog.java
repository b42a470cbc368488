package io.millrace.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.layout.Checkpoint;
import io.millrace.storage.layout.PartitionMetadata;
import io.millrace.storage.layout.SmallFiles;
import io.millrace.storage.segment.BatchBytes;
import io.millrace.storage.segment.Epochs;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.LogSync;
import io.millrace.storage.segment.OpenFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the disk loop knows of one log: its files, and the batches that are not in them yet. <i>Loop-owned.</i> */
final class StoredLog {
    final LogId id;
    /** Null until somebody opens the log after a clean close. */
    volatile @Nullable LogFiles files;

    /** Why the log cannot be opened; found by recovery. */
    volatile @Nullable IOException damage;

    /** As of the last sync; what the next checkpoint says. */
    volatile Checkpoint.Line line;

    /** What the checkpoint on the disk says: after a crash the segment that it names must be there. */
    volatile Checkpoint.Line noted;

    /** Nothing of it was synced yet, its metadata neither. */
    volatile boolean fresh;

    Durability durability = Durability.SYNC;

    /** Compaction never passes it; what is durable where nobody has told. */
    volatile long stableOffset = Long.MAX_VALUE;

    /** Compaction found it damaged. */
    boolean uncleanable;

    private volatile @Nullable LogConfig config;

    private Epochs writtenEpochs = Epochs.NONE;
    private long pendingBytes;
    private long replayEnd;
    private List<BatchBytes> pending = new ArrayList<>();

    StoredLog(LogId id, Checkpoint.Line line) {
        this.id = id;
        this.line = line;
        this.noted = Checkpoint.Line.unknown(id.topicId(), id.topic(), id.partition());
        this.fresh = line.bound().position() == 0
                && line.bound().offset() == line.bound().segmentBase();
    }

    static StoredLog unknown(LogId id) {
        return new StoredLog(id, Checkpoint.Line.unknown(id.topicId(), id.topic(), id.partition()));
    }

    /** The files of a log of which nothing is on the disk: who only makes a topic waits for no directories. */
    LogFiles unmade(Disk disk, OpenFiles open, StoreConfig config) {
        String directory = id.directory();
        return LogFiles.unmade(
                disk, open, directory, config.indexIntervalBytes(), line.bound().offset(), line.epochs(), () -> {
                    disk.createDirectories(directory);
                    PartitionMetadata.write(disk, directory, id.topicId(), false);
                });
    }

    /** Any thread. */
    void configure(LogConfig changed) {
        config = changed;
        LogConfig.Roll roll = changed.roll();
        long mostMs = changed.compaction().compact() ? changed.compaction().maxLagMs() : Long.MAX_VALUE;
        files().rollAt(roll.bytes(), Math.min(roll.ms(), mostMs), roll.jitterMs());
    }

    /** What the topic chose; the log is open. Any thread. */
    LogConfig config() {
        LogConfig known = config;
        if (known == null) {
            throw new IllegalStateException(id + " is not open");
        }
        return known;
    }

    LogFiles files() {
        LogFiles opened = files;
        if (opened == null) {
            throw new IllegalStateException(id + " is not open");
        }
        return opened;
    }

    void add(BatchBytes batch) {
        pending.add(batch);
        pendingBytes += batch.size();
    }

    /** While recovering: the batch ends before the offset. */
    void add(BatchBytes batch, long endOffset) {
        add(batch);
        replayEnd = endOffset;
    }

    /** While recovering: where the log ends once all is written. */
    long replayEnd() {
        return hasPending() ? replayEnd : files().endOffset();
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Bytes that wait for {@link #settle}. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Writes what is pending to the segments, through the page cache. */
    void settle(ByteBuffer staging) throws IOException {
        int done = 0;
        try {
            while (done < pending.size()) {
                int count = files().write(pending, done, staging);
                for (int end = done + count; done < end; done++) {
                    pendingBytes -= pending.get(done).size();
                }
            }
        } finally {
            // Without room on the disk a part is written; the rest is tried again.
            pending =
                    done == pending.size() ? new ArrayList<>() : new ArrayList<>(pending.subList(done, pending.size()));
        }
    }

    /** Segments left the log, and maybe epochs with them. */
    void trimmed(Disk disk) throws IOException {
        LogFiles opened = files();
        opened.whileHere(() -> {
            writeEpochs(disk, opened.epochs());
            line = line.synced(line.bound(), opened.epochs());
        });
    }

    /** For Apache Kafka's tools; what counts stands in the checkpoint. */
    private void writeEpochs(Disk disk, Epochs epochs) throws IOException {
        if (epochs != writtenEpochs && files().isMade()) {
            SmallFiles.write(
                    disk,
                    id.directory() + "/leader-epoch-checkpoint",
                    epochs.file().getBytes(UTF_8),
                    false);
            writtenEpochs = epochs;
        }
    }

    /** Makes durable what is in the segments, and notes how far that is. */
    void sync(Disk disk) throws IOException {
        try (LogSync sync = files().beginSync()) {
            sync.run();
            synced(disk, sync);
        }
    }

    /** The sync of its files has run: notes how far that went. */
    void synced(Disk disk, LogSync sync) throws IOException {
        LogFiles opened = files();
        opened.whileHere(() -> {
            // Without segments there is nothing yet that a name could lose: recovery makes an empty log anew.
            if (fresh && opened.segmentCount() > 0) {
                PartitionMetadata.write(disk, id.directory(), id.topicId(), true);
                fresh = false;
            }
            opened.endSync(sync);
            writeEpochs(disk, sync.epochs());
            line = line.synced(sync.bound(), sync.epochs());
        });
    }
}
