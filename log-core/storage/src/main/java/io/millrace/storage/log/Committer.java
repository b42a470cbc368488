package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFull;
import io.millrace.storage.journal.EntryKind;
import io.millrace.storage.journal.Journal;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The group commit. All that the owner loops appended meanwhile goes to the journal with one sync; then the owners are
 * told, and the segments are written behind, through the page cache, coalesced. Inbox: <i>any thread</i>; the rest:
 * <i>loop-owned</i> by the disk loop.
 */
final class Committer {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final int STAGING_BYTES = 256 * 1024;
    private static final long SETTLE_MS = 20;
    private static final long SETTLE_BYTES = 4 << 20;
    private static final long RETRY_MS = 200;

    private final Disk disk;
    private final StoreConfig config;
    private final Loop diskLoop;
    private final Journal journal;
    private final Checkpointer checkpointer;
    private final Owners owners;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);

    private final AtomicReference<@Nullable Item> inbox = new AtomicReference<>();
    /** Bytes that were appended and are in no segment yet. */
    private final AtomicLong unsettledBytes = new AtomicLong();

    private final Snapshots snapshots;
    private final DiskRoom diskRoom;
    private final long maxUnsettledBytes;
    private volatile boolean room = true;
    private volatile boolean held;

    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    /** Logs with batches that must be in their segments before their group is acknowledged. */
    private final Set<StoredLog> direct = new LinkedHashSet<>();

    private final Set<StoredLog> unsettled = new LinkedHashSet<>();
    private boolean settleScheduled;
    private boolean rootDirty;
    private boolean retryScheduled;
    private boolean closed;
    private volatile @Nullable IOException failure;

    /** Who is told; all are called on the disk loop. */
    interface Owners {
        void failed(IOException failure);

        void accepts();

        /** {@link #shortage} has begun. */
        void shortOfRoom();
    }

    Committer(
            Disk disk,
            StoreConfig config,
            Loop diskLoop,
            Journal journal,
            Checkpointer checkpointer,
            Snapshots snapshots,
            Owners owners) {
        this.disk = disk;
        this.config = config;
        this.diskLoop = diskLoop;
        this.journal = journal;
        this.checkpointer = checkpointer;
        this.snapshots = snapshots;
        this.owners = owners;
        this.diskRoom = new DiskRoom(disk);
        this.maxUnsettledBytes = Math.max(32L << 20, 2 * config.tailBytes());
    }

    /** Any thread. Who is told no is told again when there is room. */
    boolean accepts() {
        if (hasRoom()) {
            return true;
        }
        held = true;
        // Room that was made before the flag was seen is told to nobody.
        return hasRoom();
    }

    /** Any thread. Why clients may not write now; null when they may. */
    @Nullable
    String shortage() {
        return diskRoom.shortage();
    }

    private boolean hasRoom() {
        return room && unsettledBytes.get() < maxUnsettledBytes;
    }

    /** Any thread. Wakes the disk loop once a group. */
    void submit(Item item) {
        if (item instanceof Appended appended) {
            unsettledBytes.addAndGet(appended.size());
        }
        Item head;
        do {
            head = inbox.get();
            item.next = head;
        } while (!inbox.compareAndSet(head, item));
        if (head == null) {
            diskLoop.execute(this::turn);
        }
    }

    /** Any thread. Writes the log's batches to its segments, then calls back on the disk loop, with null or a failure. */
    void settleThen(StoredLog log, Consumer<@Nullable IOException> done) {
        diskLoop.execute(() -> {
            try {
                takeInbox();
                settle(log);
                done.accept(null);
            } catch (IOException e) {
                failed(e);
                done.accept(e);
            }
        });
    }

    /** Any thread. The newest snapshot of a log replaces one that was not written yet. */
    void saveSnapshot(StoredLog log, ProducerSnapshot snapshot) {
        snapshots.put(log, snapshot);
        diskLoop.execute(() -> {
            if (failure != null || closed) {
                return;
            }
            try {
                snapshots.write(log);
            } catch (IOException e) {
                failed(e);
            }
        });
    }

    private void turn() {
        takeInbox();
        if (failure != null || closed) {
            waiting.clear();
            return;
        }
        try {
            settleDirect();
            commit();
            if (diskRoom.full()) {
                settleAll();
                snapshots.writeAll();
            }
            settleBehind();
            checkpointer.pace();
            diskRoom.written();
        } catch (IOException e) {
            failed(e);
        }
        tellRoom();
    }

    /** As long as room is short. */
    private void retryLater() {
        if (!retryScheduled && diskRoom.shortage() != null) {
            retryScheduled = true;
            diskLoop.schedule(RETRY_MS, () -> {
                retryScheduled = false;
                turn();
                retryLater();
            });
        }
    }

    private void beganShortage() {
        owners.shortOfRoom();
        retryLater();
    }

    private void takeInbox() {
        Item newest = inbox.getAndSet(null);
        // The inbox is a stack: turned around, each loop's items are in their order again.
        Item oldest = null;
        while (newest != null) {
            Item next = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = next;
        }
        while (oldest != null) {
            Item next = oldest.next;
            oldest.next = null;
            stage(oldest);
            waiting.add(oldest);
            oldest = next;
        }
    }

    private void stage(Item item) {
        if (item instanceof Item.Change change) {
            rootDirty = true;
            if (change.kind == EntryKind.CREATION) {
                checkpointer.dirty(item.log, 0);
            }
        } else if (item instanceof Appended appended) {
            checkpointer.dirty(item.log, appended.size());
            if (diskRoom.use(appended.size())) {
                beganShortage();
            }
            item.log.add(appended);
            unsettled.add(item.log);
            if (inPageCacheFirst(appended) || byReference(appended)) {
                direct.add(item.log);
            }
        }
    }

    private static boolean inPageCacheFirst(Appended appended) {
        return appended.owner.durability() == Durability.OS;
    }

    private boolean byReference(Appended appended) {
        return appended.size() >= config.byReferenceBytes();
    }

    /** Before any entry that refers to them is written: else a crash could leave an entry that refers to nothing. */
    private void settleDirect() throws IOException {
        for (Iterator<StoredLog> logs = direct.iterator(); logs.hasNext(); ) {
            StoredLog log = logs.next();
            settle(log);
            if (log.durability == Durability.SYNC) {
                checkpointer.await(log);
                log.sync(disk);
                syncRoot();
            }
            logs.remove();
        }
    }

    /** The names of the logs' own directories. */
    void syncRoot() throws IOException {
        if (rootDirty) {
            disk.syncDirectory("");
            rootDirty = false;
        }
    }

    private void commit() throws IOException {
        int fitting = 0;
        try {
            for (Item item : waiting) {
                if (!journaled(item)) {
                    break;
                }
                fitting++;
            }
            journal.sync();
        } catch (IOException e) {
            journal.rollback();
            throw e;
        }
        if (fitting > 0) {
            acknowledge(fitting);
        }
    }

    private boolean journaled(Item item) throws IOException {
        LogId id = item.log.id;
        if (item instanceof Item.Change change) {
            ByteBuffer topic = ByteBuffer.wrap(id.topic().getBytes(StandardCharsets.UTF_8));
            return journal.append(change.kind, id.topicId(), id.partition(), 0, topic, 0, topic.remaining());
        }
        if (item instanceof Item.Note note) {
            return journal.append(note.kind, id.topicId(), id.partition(), note.offset, NO_BYTES, 0, 0);
        }
        Appended batch = (Appended) item;
        if (inPageCacheFirst(batch)) {
            return true;
        }
        EntryKind kind = byReference(batch) ? EntryKind.REFERENCE : EntryKind.BATCH;
        int bytes = kind == EntryKind.BATCH ? batch.size() : BatchHeader.SIZE;
        return journal.append(
                kind, id.topicId(), id.partition(), batch.baseOffset, batch.buffer(), batch.position(), bytes);
    }

    private void acknowledge(int count) {
        Set<LoopMemory> memories = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            Item item = waiting.poll();
            if (item instanceof Appended appended) {
                appended.owner.memory().committed(appended);
                memories.add(appended.owner.memory());
            } else if (item instanceof Item.Note note) {
                note.durable.run();
            }
        }
        memories.forEach(LoopMemory::handOver);
    }

    /** The segments may wait a little: many small batches then cost one write a log. */
    private void settleBehind() throws IOException {
        if (unsettledBytes.get() > SETTLE_BYTES) {
            settleAll();
        } else if (!unsettled.isEmpty() && !settleScheduled) {
            settleScheduled = true;
            diskLoop.schedule(SETTLE_MS, this::settleOnTime);
        }
    }

    private void settleOnTime() {
        settleScheduled = false;
        if (failure != null || closed) {
            return;
        }
        try {
            settleAll();
            checkpointer.pace();
        } catch (IOException e) {
            failed(e);
        }
        tellRoom();
    }

    private void settleAll() throws IOException {
        while (!unsettled.isEmpty()) {
            settle(unsettled.iterator().next());
        }
    }

    /** Writes the log's batches to its segments, through the page cache. */
    void settle(StoredLog log) throws IOException {
        if (log.hasPending()) {
            long before = log.pendingBytes();
            try {
                log.settle(staging);
            } finally {
                unsettledBytes.addAndGet(log.pendingBytes() - before);
                rootDirty |= log.files().takeNewName();
            }
        }
        unsettled.remove(log);
    }

    /** Called when a checkpoint made room. */
    void roomMade() {
        if (!waiting.isEmpty()) {
            diskLoop.execute(this::turn);
        }
        tellRoom();
    }

    void failed(IOException e) {
        if (failure != null || closed) {
            return;
        }
        if (DiskFull.is(e)) {
            // Nothing is lost: what waits is in memory, and is written when there is room again.
            room = false;
            held = true;
            if (diskRoom.full(e)) {
                beganShortage();
            }
            retryLater();
            return;
        }
        giveUp(e);
    }

    /** Nothing is written any more. */
    void giveUp(IOException e) {
        failure = e;
        room = false;
        // Its next step would sync again, succeed, and note as durable what the failed sync dropped.
        checkpointer.stop();
        waiting.clear();
        owners.failed(e);
    }

    private void tellRoom() {
        // As long as one item waits the journal is full.
        room = failure == null
                && !diskRoom.full()
                && waiting.isEmpty()
                && journal.roomBytes() > config.journalFileBytes() / 4;
        if (held && room && unsettledBytes.get() < maxUnsettledBytes / 2) {
            held = false;
            owners.accepts();
        }
    }

    /** Why the disk is given up; null while it works. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /**
     * Commits, writes and syncs all there is, and takes nothing any more. False when the next start has to recover: the
     * disk failed, or there is too much to sync.
     */
    boolean finish() throws IOException {
        takeInbox();
        try {
            if (failure == null) {
                settleDirect();
                commit();
                while (!waiting.isEmpty()) {
                    checkpointer.now();
                    commit();
                }
                settleAll();
                snapshots.writeAll();
                if (checkpointer.isBetterLeft()) {
                    return false;
                }
                checkpointer.now();
            }
        } finally {
            closed = true;
        }
        return failure == null;
    }
}
