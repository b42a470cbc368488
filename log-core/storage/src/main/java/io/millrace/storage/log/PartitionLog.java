package io.millrace.storage.log;

import io.millrace.base.Check;
import io.millrace.base.Loop;
import io.millrace.storage.journal.EntryKind;
import io.millrace.storage.layout.SnapshotFile;
import io.millrace.storage.segment.Epochs;
import io.millrace.storage.segment.FileSlice;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.LogReader;
import io.millrace.storage.segment.SegmentGone;
import io.millrace.storage.segment.StaleIndex;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition's log. <i>Loop-owned</i> by its owner. */
public final class PartitionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionLog.class);

    private final LogStore store;
    private final StoredLog stored;
    private final Committer committer;
    private final LoopMemory memory;
    private final Durability durability;
    private final Tail tail = new Tail();

    private final LogStart start;

    private Epochs epochs;
    private long endOffset;
    private long durableOffset;
    private boolean durableMoved;
    private boolean closed;
    private @Nullable IOException failure;
    private LongConsumer onDurable = offset -> {};
    private Consumer<IOException> onFailure = failed -> {};
    private Runnable onAccepts = () -> {};
    private Runnable onShortage = () -> {};

    PartitionLog(LogStore store, StoredLog stored, Committer committer, LoopMemory memory, Durability durability) {
        this.store = store;
        this.stored = stored;
        this.committer = committer;
        this.memory = memory;
        this.durability = durability;
        this.start = new LogStart(stored.line.startOffset());
        this.epochs = stored.files().epochs();
        this.endOffset = stored.files().endOffset();
        this.durableOffset = endOffset;
    }

    /** Which log this is. */
    public LogId id() {
        return stored.id;
    }

    Loop loop() {
        return memory.loop();
    }

    StoredLog stored() {
        return stored;
    }

    LoopMemory memory() {
        return memory;
    }

    Durability durability() {
        return durability;
    }

    /** The first offset kept. */
    public long startOffset() {
        return start.offset();
    }

    /**
     * Deletes what lies before the offset, which is durable or is deleted by now: the log begins there, at the latest
     * when the callback says so, and durably then. Files are freed later, whole ones only.
     */
    public void deleteRecords(long beforeOffset, StartCallback callback) {
        Check.that(beforeOffset <= durableOffset, "delete before %d, durable %d", beforeOffset, durableOffset);
        IOException failed = closed ? new IOException(stored.id + " is closed") : failure;
        if (failed != null) {
            callback.done(-1, failed);
        } else if (start.want(beforeOffset, callback)) {
            committer.submit(new Item.Note(stored, EntryKind.START, beforeOffset, () -> startDurable(beforeOffset)));
        }
    }

    /** Retention asks for it; what is not durable yet is none of its business. */
    void retainFrom(long offset) {
        if (!closed && failure == null) {
            deleteRecords(Math.min(offset, durableOffset), (moved, failed) -> {});
        }
    }

    /** On the disk loop. */
    private void startDurable(long offset) {
        stored.line = stored.line.startingAt(offset);
        loop().execute(() -> {
            if (!closed) {
                start.durable(offset);
                epochs = epochs.startingAt(offset);
                store.trim(stored, offset);
            }
        });
    }

    /** Runs on the owner loop with the new start offset whenever it moved. Set once. */
    public void onStartMoved(LongConsumer startOffset) {
        start.onMoved(startOffset);
    }

    /** From now on the log is kept by this configuration; its durability stays as it was opened. */
    public void configure(LogConfig config) {
        stored.configure(config);
    }

    /** Every transaction below the offset is decided: compaction never passes it. */
    public void stable(long lastStableOffset) {
        stored.stableOffset = lastStableOffset;
    }

    /** The offset of the next record appended. */
    public long endOffset() {
        return endOffset;
    }

    /** How large its segment files are. */
    public long sizeBytes() {
        return stored.files().sizeBytes();
    }

    /** Everything below is on disk (SYNC) or in the page cache (OS). */
    public long durableOffset() {
        return durableOffset;
    }

    /** Why the log takes and keeps nothing any more; null while it works. Reads go on as long as they succeed. */
    public @Nullable IOException failure() {
        return failure;
    }

    /**
     * Copies the one batch between position and limit into memory of the log with offset and leader epoch set, and
     * returns its base offset. The caller has checked the batch's CRC, asks {@link #accepts} first, and is told by
     * {@link #onDurable} when it may acknowledge.
     */
    public long append(ByteBuffer batch, int leaderEpoch) {
        Check.that(failure == null && !closed, "%s is offline or closed", stored.id);
        Check.that(
                batch.remaining() >= BatchHeader.SIZE
                        && batch.remaining() == BatchHeader.sizeInBytes(batch, batch.position()),
                "a batch of %d bytes is not one whole batch",
                batch.remaining());
        Check.that(leaderEpoch >= epochs.latest(), "leader epoch %d after %d", leaderEpoch, (long) epochs.latest());
        long baseOffset = endOffset;
        Appended appended = memory.append(stored, this, batch, baseOffset, leaderEpoch);
        Check.that(appended.endOffset > baseOffset, "the batch at %d has no record", baseOffset);
        epochs = epochs.with(leaderEpoch, baseOffset);
        endOffset = appended.endOffset;
        tail.add(appended);
        committer.submit(appended);
        return baseOffset;
    }

    /** Runs on the owner loop with the new durable offset whenever it moved. Set once. */
    public void onDurable(LongConsumer durableOffset) {
        onDurable = durableOffset;
    }

    /** Runs on the owner loop when the disk failed; the log is offline from then on. Set once. */
    public void onFailure(Consumer<IOException> failed) {
        onFailure = failed;
    }

    /** False while journal, disk or memory are full: hold producers back, and ask again after {@link #onAccepts}. */
    public boolean accepts() {
        return failure == null && !closed && committer.accepts();
    }

    /**
     * Why clients are to be refused, for want of room on the disk; null when they are not. The node's own records, which
     * may make room, are still taken while {@link #accepts} says so.
     */
    public @Nullable String shortage() {
        return committer.shortage();
    }

    /** Runs on the owner loop when {@link #shortage} has begun. Set once. */
    public void onShortage(Runnable began) {
        onShortage = began;
    }

    /** Runs on the owner loop when {@link #accepts} has become true again. Set once. */
    public void onAccepts(Runnable accepts) {
        onAccepts = accepts;
    }

    /**
     * Slices of whole batches from the one that holds the offset, below the limit (exclusive), from memory; null when
     * the offset is cold, empty at the limit. At most maxBytes, but the first batch is always whole. The slices have
     * arrays, must not be written to, and are looked at before anything else happens on the loop; see {@link #hold}.
     */
    public @Nullable List<ByteBuffer> readTail(long offset, long limitOffset, int maxBytes) {
        if (offset >= limitOffset || offset >= endOffset) {
            return List.of();
        }
        return tail.read(offset, limitOffset, maxBytes);
    }

    /** As {@link #readTail}, from the files. Every batch's CRC is checked. */
    public void readCold(long offset, long limitOffset, int maxBytes, ReadCallback callback) {
        read(reader -> reader.read(offset, limitOffset, maxBytes), callback::done);
    }

    /**
     * As {@link #readTail} and, where that has nothing or compaction was there, {@link #readCold}, for who looks at the
     * bytes later or elsewhere.
     *
     * @param mayStayInFile the bytes are sent, and not looked at in this process
     */
    public void hold(long offset, long limitOffset, int maxBytes, boolean mayStayInFile, HoldCallback callback) {
        if (offset >= limitOffset || offset >= endOffset) {
            callback.done(Held.inMemory(List.of(), List.of()), null);
            return;
        }
        List<Chunk> chunks = new ArrayList<>(2);
        // Memory still has what compaction took from the files; nobody is to read it once it is gone from there.
        boolean cleaned = offset < stored.line.cleanedBelow();
        @Nullable List<ByteBuffer> slices = cleaned ? null : tail.read(offset, limitOffset, maxBytes, chunks::add);
        if (slices != null) {
            chunks.forEach(Chunk::hold);
            callback.done(Held.inMemory(slices, chunks), null);
        } else if (mayStayInFile) {
            sliceCold(offset, limitOffset, maxBytes, callback);
        } else {
            readCold(
                    offset,
                    limitOffset,
                    maxBytes,
                    (read, failure) -> callback.done(read == null ? null : Held.inMemory(read, List.of()), failure));
        }
    }

    private void sliceCold(long offset, long limitOffset, int maxBytes, HoldCallback callback) {
        read(
                reader -> {
                    FileSlice slice = reader.slice(offset, limitOffset, maxBytes, store.scratch());
                    return slice != null
                            ? Held.inFile(slice)
                            : Held.inMemory(reader.read(offset, limitOffset, maxBytes), List.of());
                },
                (held, failure) -> {
                    callback.done(held, failure);
                    FileSlice slice = held == null ? null : held.file();
                    if (slice != null && slice.waited()) {
                        store.reading(() -> readAhead(slice));
                    }
                });
    }

    private void readAhead(FileSlice slice) {
        try {
            stored.files().reader().readAhead(slice);
        } catch (IOException e) {
            LOG.debug("{} is not read ahead: {}", stored.id, e.toString()); // who reads there will hear of it
        }
    }

    private interface Look<T> {
        @Nullable
        T at(LogReader reader) throws IOException;
    }

    private interface Seen<T> {
        void done(@Nullable T found, @Nullable IOException failure);
    }

    /** Where no sync is waited for, unless there is something to mend. */
    private <T> void read(Look<T> look, Seen<T> seen) {
        store.reading(() -> {
            try {
                @Nullable T found = inTheFiles(false, look);
                loop().execute(() -> seen.done(found, null));
            } catch (StaleIndex e) {
                mend(look, seen);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                IOException why = unreadable(e);
                loop().execute(() -> seen.done(null, why));
            }
        });
    }

    /** Where the log is written: an index may be built anew. */
    private <T> void mend(Look<T> look, Seen<T> seen) {
        store.background(() -> {
            try {
                @Nullable T found = inTheFiles(true, look);
                loop().execute(() -> seen.done(found, null));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                IOException why = unreadable(e);
                loop().execute(() -> seen.done(null, why));
            }
        });
    }

    /** Once more with a new view when compaction or retention was faster than the reader. */
    private <T> @Nullable T inTheFiles(boolean mend, Look<T> look) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                LogFiles files = stored.files();
                return look.at(mend ? files.mender() : files.reader());
            } catch (SegmentGone e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    /** Whoever waits for a read hears of every failure: an answer that never comes would hold up its connection. */
    private static IOException unreadable(Throwable e) {
        return e instanceof IOException known ? known : new IOException("the log cannot be read: " + e, e);
    }

    /** The first durable record whose timestamp is at least the given one. */
    public void offsetForTimestamp(long timestampMs, TimestampCallback callback) {
        long limit = durableOffset;
        long from = startOffset();
        search(reader -> reader.firstAtOrAfter(timestampMs, from, limit), callback);
    }

    /** The first durable record of the largest timestamp. */
    public void offsetOfMaxTimestamp(TimestampCallback callback) {
        long limit = durableOffset;
        long from = startOffset();
        search(reader -> reader.largestTimestamp(from, limit), callback);
    }

    private void search(Look<LogReader.@Nullable Found> search, TimestampCallback callback) {
        // Times are searched in the files only, so what is durable has to be there first.
        committer.settleThen(stored, failed -> {
            if (failed != null) {
                loop().execute(() -> callback.done(null, failed));
            } else {
                mend(search, (found, failure) -> callback.done(timestamped(found), failure));
            }
        });
    }

    private static @Nullable TimestampedOffset timestamped(LogReader.@Nullable Found found) {
        return found == null ? null : new TimestampedOffset(found.offset(), found.timestamp(), found.leaderEpoch());
    }

    /** Shows all batch headers from the batch that holds the offset; on the calling thread, before the first append. */
    public void scanHeaders(long fromOffset, BatchHeaderVisitor visitor) throws IOException {
        stored.files().mender().scanHeaders(fromOffset, visitor::batch);
    }

    /** The newest producer snapshot at or below the end, or null. Read on the calling thread, before the first append. */
    public @Nullable ProducerSnapshot producerSnapshot() throws IOException {
        if (!stored.files().hasSnapshots()) {
            return null;
        }
        long offset = SnapshotFile.newest(store.disk(), id().directory(), endOffset);
        byte[] content = offset < 0 ? null : SnapshotFile.read(store.disk(), id().directory(), offset);
        return content == null ? null : new ProducerSnapshot(offset, content);
    }

    /** Keeps the snapshot in place of older ones; written in the background, at the latest by the store's close. */
    public void saveProducerSnapshot(ProducerSnapshot snapshot) {
        Check.that(snapshot.offset() <= endOffset, "snapshot at %d, log ends at %d", snapshot.offset(), endOffset);
        committer.saveSnapshot(stored, snapshot);
    }

    /** The epoch of the last batch, -1 when there is none. */
    public int latestEpoch() {
        return epochs.latest();
    }

    /** The epoch in which the offset was written, -1 when it is not known. */
    public int leaderEpochAt(long offset) {
        return offset >= endOffset ? -1 : epochs.at(offset);
    }

    /** The offset after the last one of the epoch, or of the largest epoch below it; -1 when it is not known. */
    public long epochEndOffset(int epoch) {
        return epochs.endOffset(epoch, endOffset);
    }

    /** Appends nothing and tells nothing any more; what was appended still becomes durable. */
    public void close() {
        closed = true;
        start.fail(new IOException(stored.id + " was closed"));
        store.closed(this);
    }

    /** Whether the batch is in the journal and in a segment, so that the disk loop looks at its bytes no more. */
    boolean settled(Appended appended) {
        return durableOffset >= appended.endOffset && stored.files().endOffset() >= appended.endOffset;
    }

    /** False when the batch is not settled yet. */
    boolean evict(Appended oldest) {
        if (!settled(oldest) && failure == null && !closed) {
            return false;
        }
        Check.that(tail.first() == oldest, "batches leave memory in order");
        tail.removeFirst();
        return true;
    }

    /** Whether this is the first move of a group. */
    boolean durable(long offset) {
        Check.that(offset > durableOffset && offset <= endOffset, "durable %d after %d", offset, durableOffset);
        durableOffset = offset;
        boolean firstMove = !durableMoved;
        durableMoved = true;
        return firstMove;
    }

    void tellDurable() {
        durableMoved = false;
        if (!closed) {
            onDurable.accept(durableOffset);
        }
    }

    void fail(IOException failed) {
        if (failure == null && !closed) {
            failure = failed;
            start.fail(failed);
            onFailure.accept(failed);
        }
    }

    void tellAccepts() {
        if (accepts()) {
            onAccepts.run();
        }
    }

    void tellShortOfRoom() {
        if (!closed) {
            onShortage.run();
        }
    }
}
