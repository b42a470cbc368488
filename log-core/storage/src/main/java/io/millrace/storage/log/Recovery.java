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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the logs of a store that was not closed back to all that was durable: torn tails are cut, then the journal's
 * entries are written to the segments that lack them. What the journal holds stays there until a checkpoint of the
 * running store: ten thousand logs are not synced before the first record. <i>Loop-owned</i> by the thread that opens.
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
    /** As the logs' directories say. */
    private final Map<String, Uuid> topicIds = new HashMap<>();

    private final Set<Key> deleted = new HashSet<>();
    private final Map<Key, LogId> created = new HashMap<>();
    private final Map<Key, Long> starts = new HashMap<>();
    private final Map<Key, Long> compacted = new HashMap<>();
    /** Up to there a log's batches are in the journal, or were synced before the journal spoke of them. */
    private final Map<Key, Long> journaled = new HashMap<>();

    private final List<StoredLog> dirty = new ArrayList<>();
    private final Set<StoredLog> replayed = new LinkedHashSet<>();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private long replayedBytes;
    private boolean begunAnew;
    private JournalScan entries;

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
        this.entries = scan();
    }

    /** The logs by directory; afterwards everything of them is in segments, and what is not synced is kept in the journal. */
    Map<String, StoredLog> recover() throws IOException {
        entries.visit(this::noteChange);
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
        entries = scan();
        entries.visit(this::replay);
        settle();
        if (entries.damage() != null) {
            LOG.error("{}: what follows on is recovered, logs that lack a batch stay offline", entries.damage());
        }
        for (StoredLog log : logs.values()) {
            beginAnewIfCutShort(log, entries.damage() != null);
        }
        boolean keeps = keepsJournal();
        if (keeps) {
            entries.sync();
        }
        for (Map.Entry<Key, StoredLog> each : logs.entrySet()) {
            StoredLog log = each.getValue();
            if (log.damage == null
                    && log.files().segmentCount() > 0
                    && (log.fresh || log.files().dirty())) {
                if (keeps && isJournaled(each.getKey(), log)) {
                    dirty.add(log);
                } else {
                    log.sync(disk);
                }
            }
        }
        disk.syncDirectory("");
        openFiles.closeAll();
        Map<String, StoredLog> byDirectory = new HashMap<>();
        logs.values().forEach(log -> byDirectory.put(log.id.directory(), log));
        return byDirectory;
    }

    /** The logs whose last batches, or names, are durable in the journal only. */
    List<StoredLog> dirty() {
        return dirty;
    }

    /** The sequence number that the journal goes on with. */
    long nextSequence() {
        return entries.nextSequence();
    }

    /** The journal's files that are kept until a checkpoint. */
    SortedSet<Long> kept() {
        return dirty.isEmpty() ? Collections.emptySortedSet() : entries.generations();
    }

    /** The generation that the journal goes on with, in a file that is not kept. */
    long nextGeneration() {
        long next = entries.nextGeneration();
        while (takesKeptFile(next)) {
            next++;
        }
        return next;
    }

    private boolean takesKeptFile(long generation) {
        return kept().stream().anyMatch(each -> (generation - each) % config.journalFiles() == 0);
    }

    /** Not one without room to go on, nor one that is not whole, nor where a log's old bound holds no longer. */
    private boolean keepsJournal() {
        long files = entries.generations().stream()
                .map(each -> each % config.journalFiles())
                .distinct()
                .count();
        return entries.damage() == null && !begunAnew && files < config.journalFiles();
    }

    /** Batches that were written, and never journaled, must not be lost once others were acknowledged behind them. */
    private boolean isJournaled(Key key, StoredLog log) {
        return log.files().endOffset() <= Math.max(log.line.bound().offset(), journaled.getOrDefault(key, 0L));
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
                topicIds.put(name, topicId);
                LogId id = new LogId(topicId, name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
                logs.put(new Key(topicId, id.partition()), StoredLog.unknown(id));
            }
        }
        for (Checkpoint.Line line : checkpoint.logs()) {
            LogId id = new LogId(line.topicId(), line.topic(), line.partition());
            logs.put(new Key(line.topicId(), line.partition()), new StoredLog(id, line));
        }
        checkpoint
                .logs()
                .forEach(line -> forgetWhoHasItsDirectory(new LogId(line.topicId(), line.topic(), line.partition())));
        created.values().forEach(this::forgetWhoHasItsDirectory);
        for (Key key : deleted) {
            StoredLog log = logs.remove(key);
            if (log != null && topicIds.remove(log.id.directory(), log.id.topicId())) {
                disk.renameTree(log.id.directory(), LogNames.deleted(log.id));
            }
        }
    }

    /** Who took the name over is in the journal; else it is nobody's, and its file was damaged. */
    private void forgetWhoHasItsDirectory(LogId id) {
        Uuid found = topicIds.get(id.directory());
        if (found != null && !found.equals(id.topicId()) && !deleted.contains(new Key(id.topicId(), id.partition()))) {
            Key stranger = new Key(found, id.partition());
            StoredLog unknown = logs.get(stranger);
            if (unknown != null && unknown.id.directory().equals(id.directory()) && !created.containsKey(stranger)) {
                logs.remove(stranger);
            }
        }
    }

    private void open(StoredLog log) throws IOException {
        String directory = log.id.directory();
        Uuid found = topicIds.get(directory);
        if (log.id.topicId().equals(found)) {
            openFiles(log);
        } else if (log.line.bound().offset() > log.line.startOffset()) {
            log.damage = new CorruptLog(
                    directory + "/" + PartitionMetadata.NAME,
                    0,
                    log.line.startOffset(),
                    found == null ? "it is gone, or not what was written" : "it names another topic, " + found);
            LOG.error("{} stays offline: {}", log.id, log.damage.getMessage());
        } else {
            if (found != null) {
                // Another topic's: the name was taken over, and the journal knows who has it now.
                disk.renameTree(directory, LogNames.moved(directory, found, LogNames.DELETED));
            } else {
                // Nothing of it was ever synced, so all that was acknowledged is in the journal.
                disk.deleteTree(directory);
            }
            topicIds.remove(directory);
            log.files = log.unmade(disk, openFiles, config);
            log.files().compactedBelow(log.line.compactedBelow());
            log.files().rollAt(config.segmentBytes(), Long.MAX_VALUE, 0);
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
        Key key = new Key(topicId, partition);
        StoredLog log = logs.get(key);
        boolean isBatch = kind == EntryKind.BATCH || kind == EntryKind.REFERENCE;
        if (!isBatch || log == null || log.damage != null) {
            return;
        }
        long lastOffset = BatchHeader.lastOffset(buffer, at);
        journaled.merge(key, lastOffset + 1, Math::max);
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
            begunAnew = true;
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
