package io.millrace.storage.log;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.journal.EntryKind;
import io.millrace.storage.journal.JournalScan;
import io.millrace.storage.layout.Checkpoint;
import io.millrace.storage.layout.PartitionMetadata;
import io.millrace.storage.segment.BatchBytes;
import io.millrace.storage.segment.CorruptLog;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.OpenFiles;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the logs of a store that was not closed back to all that was durable: torn tails are cut, then the journal's
 * entries are written to the segments that lack them, then all is synced. <i>Loop-owned</i> by the thread that opens.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int STAGING_BYTES = 256 * 1024;
    private static final int REPLAY_BYTES = 4 << 20;

    private final Disk disk;
    private final StoreConfig config;
    private final OpenFiles openFiles;
    private final Checkpoint checkpoint;
    private final String journalDirectory;
    private final Map<Key, StoredLog> logs = new HashMap<>();
    private final Set<Key> deleted = new HashSet<>();
    private final Map<Key, LogId> created = new HashMap<>();
    private final Map<Key, Long> starts = new HashMap<>();
    private final Map<Key, Long> compacted = new HashMap<>();
    private final Set<StoredLog> replayed = new LinkedHashSet<>();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private long replayedBytes;
    private long nextSequence;
    private long nextGeneration;

    private record Key(Uuid topicId, int partition) {}

    private record Copy(ByteBuffer buffer) implements BatchBytes {
        @Override
        public int position() {
            return 0;
        }

        @Override
        public int size() {
            return buffer.capacity();
        }
    }

    Recovery(Disk disk, StoreConfig config, OpenFiles openFiles, Checkpoint checkpoint, String journalDirectory) {
        this.disk = disk;
        this.config = config;
        this.openFiles = openFiles;
        this.checkpoint = checkpoint;
        this.journalDirectory = journalDirectory;
    }

    /** The logs by directory; afterwards everything of them is in synced segments. */
    Map<String, StoredLog> recover() throws IOException {
        scan().visit(this::noteChange);
        findLogs();
        created.forEach((key, id) -> logs.computeIfAbsent(key, missing -> StoredLog.unknown(id)));
        for (Map.Entry<Key, StoredLog> log : logs.entrySet()) {
            Checkpoint.Line line = log.getValue().line;
            log.getValue().line = line.startingAt(starts.getOrDefault(log.getKey(), 0L))
                    .compactedBelow(compacted.getOrDefault(log.getKey(), 0L));
        }
        for (StoredLog log : logs.values()) {
            open(log);
        }
        JournalScan entries = scan();
        entries.visit(this::replay);
        settle();
        if (entries.damage() != null) {
            LOG.error("{}: what follows on is recovered, logs that lack a batch stay offline", entries.damage());
        }
        for (StoredLog log : logs.values()) {
            beginAnewIfCutShort(log, entries.damage() != null);
        }
        nextSequence = entries.nextSequence();
        nextGeneration = entries.nextGeneration();
        for (StoredLog log : logs.values()) {
            if (log.damage == null && (log.fresh || log.files().dirty())) {
                log.sync(disk);
            }
        }
        disk.syncDirectory("");
        Map<String, StoredLog> byDirectory = new HashMap<>();
        logs.values().forEach(log -> byDirectory.put(log.id.directory(), log));
        return byDirectory;
    }

    /** The sequence number that the journal goes on with. */
    long nextSequence() {
        return nextSequence;
    }

    /** The generation that the journal goes on with. */
    long nextGeneration() {
        return nextGeneration;
    }

    private JournalScan scan() {
        return new JournalScan(disk, journalDirectory, checkpoint.floor(), checkpoint.generation());
    }

    private void noteChange(
            EntryKind kind, Uuid topicId, int partition, long baseOffset, ByteBuffer buffer, int at, int bytes) {
        Key key = new Key(topicId, partition);
        if (kind == EntryKind.CREATION) {
            byte[] topic = new byte[bytes];
            buffer.get(at, topic);
            created.put(key, new LogId(topicId, new String(topic, StandardCharsets.UTF_8), partition));
        } else if (kind == EntryKind.DELETION) {
            created.remove(key);
            deleted.add(key);
        } else if (kind == EntryKind.START) {
            starts.merge(key, baseOffset, Math::max);
        } else if (kind == EntryKind.COMPACTION) {
            compacted.merge(key, baseOffset, Math::max);
        }
    }

    /** From the directories as they are, and from the lines of those that should be there. */
    private void findLogs() throws IOException {
        for (String name : disk.list("")) {
            int dash = name.lastIndexOf('-');
            if (dash <= 0 || !name.substring(dash + 1).matches("\\d{1,9}")) {
                continue;
            }
            Uuid topicId = PartitionMetadata.read(disk, name);
            if (topicId != null) {
                LogId id = new LogId(topicId, name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
                logs.put(new Key(topicId, id.partition()), StoredLog.unknown(id));
            }
        }
        for (Checkpoint.Line line : checkpoint.logs()) {
            LogId id = new LogId(line.topicId(), line.topic(), line.partition());
            logs.put(new Key(line.topicId(), line.partition()), new StoredLog(id, line));
        }
        for (Key key : deleted) {
            StoredLog log = logs.remove(key);
            if (log != null && log.id.topicId().equals(PartitionMetadata.read(disk, log.id.directory()))) {
                disk.rename(log.id.directory(), LogNames.deleted(log.id));
            }
        }
    }

    private void open(StoredLog log) throws IOException {
        String directory = log.id.directory();
        Uuid found = PartitionMetadata.read(disk, directory);
        if (log.id.topicId().equals(found)) {
            openFiles(log);
        } else if (log.line.bound().offset() > log.line.startOffset()) {
            log.damage = new CorruptLog(directory, 0, log.line.startOffset(), "the log's directory is gone");
            LOG.error("{} stays offline: {}", log.id, log.damage.getMessage());
        } else {
            if (found != null) {
                // Another topic's: the name was taken over, and the journal knows who has it now.
                disk.rename(directory, LogNames.moved(directory, found, LogNames.DELETED));
            } else {
                // Nothing of it was ever synced, so all that was acknowledged is in the journal.
                disk.deleteTree(directory);
            }
            disk.createDirectories(directory);
            PartitionMetadata.write(disk, directory, log.id.topicId(), true);
            openFiles(log);
        }
    }

    private void openFiles(StoredLog log) throws IOException {
        try {
            log.files = LogFiles.open(
                    disk,
                    openFiles,
                    log.id.directory(),
                    config.indexIntervalBytes(),
                    log.line.startOffset(),
                    log.line.bound(),
                    log.line.epochs(),
                    false);
            log.files().compactedBelow(log.line.compactedBelow());
            log.files().rollAt(config.segmentBytes(), Long.MAX_VALUE, 0);
        } catch (CorruptLog e) {
            log.damage = e;
            LOG.error("{} stays offline: {}", log.id, e.getMessage());
        }
    }

    private void replay(
            EntryKind kind, Uuid topicId, int partition, long baseOffset, ByteBuffer buffer, int at, int bytes)
            throws IOException {
        StoredLog log = logs.get(new Key(topicId, partition));
        boolean isBatch = kind == EntryKind.BATCH || kind == EntryKind.REFERENCE;
        if (!isBatch || log == null || log.damage != null) {
            return;
        }
        long lastOffset = BatchHeader.lastOffset(buffer, at);
        long end = log.replayEnd();
        if (lastOffset < end) {
            return;
        }
        if (kind == EntryKind.REFERENCE || baseOffset != end) {
            log.damage = new CorruptLog(
                    log.id.directory(), log.files().bound().position(), end, "the journal goes on at " + baseOffset);
            LOG.error("{} stays offline: {}", log.id, log.damage.getMessage());
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        copy.put(0, buffer, at, bytes);
        log.add(new Copy(copy), lastOffset + 1);
        replayed.add(log);
        replayedBytes += bytes;
        if (replayedBytes > REPLAY_BYTES) {
            settle();
        }
    }

    /** A power cut may take from the page cache what was deleted durably; of what is kept nothing was promised then. */
    private void beginAnewIfCutShort(StoredLog log, boolean journalDamaged) throws IOException {
        long start = log.line.startOffset();
        if (log.damage != null || log.files().endOffset() >= start) {
            return;
        }
        if (journalDamaged) {
            log.damage = new CorruptLog(log.id.directory(), 0, start, "it ends before its own begin");
        } else {
            log.files().restart(start);
        }
    }

    private void settle() throws IOException {
        for (StoredLog log : replayed) {
            if (log.damage == null) {
                log.settle(staging);
            }
        }
        replayed.clear();
        replayedBytes = 0;
    }
}
