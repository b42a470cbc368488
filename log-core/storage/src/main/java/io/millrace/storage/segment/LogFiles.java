package io.millrace.storage.segment;

import io.millrace.base.Check;
import io.millrace.storage.disk.Disk;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segment files of one log. Writing, syncing and deleting: one thread at a time, under this object's own lock, which
 * is the gate that keeps a deleted log from opening files that a new one of the same name owns. Reading: <i>any
 * thread</i>, up to {@link #endOffset}.
 */
public final class LogFiles {
    private final Disk disk;
    private final OpenFiles files;
    private final String directory;
    private final int indexIntervalBytes;
    private volatile RollRule roll = new RollRule(1 << 30, Long.MAX_VALUE, 0);

    /** In order of their offsets; replaced as a whole, so that readers see one state. */
    private volatile List<Segment> segments;

    private volatile long endOffset;
    private volatile Epochs epochs = Epochs.NONE;
    private volatile long compactedBelow;
    private boolean directoryDirty;
    /** Makes the directory; null once it is there. */
    private @Nullable DirectoryAction make;

    private boolean nameDirty;
    private volatile boolean hasSnapshots;
    private boolean gone;

    private LogFiles(Disk disk, OpenFiles files, String directory, int indexIntervalBytes) {
        this.disk = disk;
        this.files = files;
        this.directory = directory;
        this.indexIntervalBytes = indexIntervalBytes;
        this.segments = List.of();
    }

    /**
     * The files of a log that has none yet, and no directory: that is made before the first of them.
     *
     * @param endOffset where its next batch will be
     */
    public static LogFiles unmade(
            Disk disk,
            OpenFiles files,
            String directory,
            int indexIntervalBytes,
            long endOffset,
            Epochs epochs,
            DirectoryAction make) {
        LogFiles unmade = new LogFiles(disk, files, directory, indexIntervalBytes);
        unmade.endOffset = endOffset;
        unmade.epochs = epochs;
        unmade.directoryDirty = true;
        unmade.make = make;
        return unmade;
    }

    /** Sees to it that there is a directory. */
    public synchronized void make() throws IOException {
        if (make != null && !gone) {
            make.run();
            make = null;
            nameDirty = true;
        }
    }

    /** Whether there is a directory. */
    public synchronized boolean isMade() {
        return make == null;
    }

    /** Whether the directory was made since this was asked last: its name is not durable then. */
    public synchronized boolean takeNewName() {
        boolean taken = nameDirty;
        nameDirty = false;
        return taken;
    }

    /** Finds the files of a log, and checks and cuts its tail as {@link LogOpening} says. */
    public static LogFiles open(
            Disk disk,
            OpenFiles files,
            String directory,
            int indexIntervalBytes,
            long startOffset,
            DurableBound bound,
            Epochs epochs,
            boolean clean)
            throws IOException {
        LogFiles log = new LogFiles(disk, files, directory, indexIntervalBytes);
        LogOpening opening = new LogOpening(disk, files, directory, indexIntervalBytes, startOffset, bound, epochs);
        log.segments = clean ? opening.trusting() : opening.checking();
        log.endOffset = opening.endOffset();
        log.epochs = opening.epochs();
        log.directoryDirty = opening.changedDirectory();
        log.hasSnapshots = opening.hasSnapshots();
        return log;
    }

    /** Whether snapshots of producers lie beside the segments. */
    public boolean hasSnapshots() {
        return hasSnapshots;
    }

    /** One does from now on. */
    public void snapshotWritten() {
        hasSnapshots = true;
    }

    /** Where the log's own path begins. */
    public String directory() {
        return directory;
    }

    /** A new segment is begun before this size is passed, and by time as Apache Kafka does. */
    public void rollAt(int bytes, long ms, long mostJitterMs) {
        roll = new RollRule(bytes, ms, Math.min(mostJitterMs, ms));
    }

    /** Everything below lies in the files. */
    public long endOffset() {
        return endOffset;
    }

    /** The first offset in the files. */
    public long startOffset() {
        List<Segment> now = segments;
        return now.isEmpty() ? endOffset : now.get(0).baseOffset();
    }

    /** The leader epochs of the batches in the files. */
    public Epochs epochs() {
        return epochs;
    }

    /** All segments together. */
    public long sizeBytes() {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.sizeBytes();
        }
        return bytes;
    }

    /** The base offset of the segment that is written to; the end where there is none. */
    public long startOfNewest() {
        List<Segment> now = segments;
        return now.isEmpty() ? endOffset : now.get(now.size() - 1).baseOffset();
    }

    /** The number of segments. */
    public int segmentCount() {
        return segments.size();
    }

    /** Whether a sync has something to do. */
    public synchronized boolean dirty() {
        return directoryDirty || segments.stream().anyMatch(Segment::dirty);
    }

    /**
     * Writes a run of the batches that begins at the index, through the page cache; returns how many, at least one. A
     * failure leaves the log as it was, so that the same batches may be written again.
     *
     * @param staging direct memory that this may use
     */
    public synchronized int write(List<? extends BatchBytes> batches, int from, ByteBuffer staging) throws IOException {
        if (gone) {
            return batches.size() - from;
        }
        BatchBytes first = batches.get(from);
        Check.that(
                BatchHeader.baseOffset(first.buffer(), first.position()) == endOffset,
                "batch of offset %d written at %d",
                BatchHeader.baseOffset(first.buffer(), first.position()),
                endOffset);
        Segment segment = segmentFor(first);
        if (segment.index().large()) {
            // Before the batches: what fails behind them would have them written twice.
            segment.index().flush();
        }
        staging.clear();
        int next = from;
        RollRule rule = roll;
        long room = rule.bytes() - segment.sizeBytes();
        long begun = segment.sizeBytes() == 0 ? RollRule.timestamp(first) : segment.firstTimestamp();
        do {
            BatchBytes batch = batches.get(next);
            if (batch.size() > staging.remaining() || batch.size() > room || rule.agedOut(segment, begun, batch)) {
                break;
            }
            staging.put(staging.position(), batch.buffer(), batch.position(), batch.size());
            staging.position(staging.position() + batch.size());
            room -= batch.size();
            next++;
        } while (next < batches.size());
        if (next == from) {
            writeInPieces(segment, first, staging);
            next++;
        } else {
            segment.write(staging.flip(), 0);
        }
        for (int i = from; i < next; i++) {
            BatchBytes batch = batches.get(i);
            segment.wrote(batch.buffer(), batch.position());
            epochs = epochs.with(
                    BatchHeader.leaderEpoch(batch.buffer(), batch.position()),
                    BatchHeader.baseOffset(batch.buffer(), batch.position()));
        }
        endOffset = segment.endOffset();
        return next - from;
    }

    private static void writeInPieces(Segment segment, BatchBytes batch, ByteBuffer staging) throws IOException {
        for (int done = 0; done < batch.size(); ) {
            int piece = Math.min(staging.capacity(), batch.size() - done);
            staging.clear();
            staging.put(0, batch.buffer(), batch.position() + done, piece).limit(piece);
            segment.write(staging, done);
            done += piece;
        }
    }

    private Segment segmentFor(BatchBytes batch) throws IOException {
        Segment active = active();
        if (active != null && roll.fits(active, batch)) {
            return active;
        }
        if (active != null) {
            active.mend();
            active.index().flush();
        }
        return begin();
    }

    private @Nullable Segment active() {
        List<Segment> now = segments;
        return now.isEmpty() ? null : now.get(now.size() - 1);
    }

    private Segment begin() throws IOException {
        make();
        Segment next = new Segment(files, directory, endOffset, indexIntervalBytes, 0, endOffset);
        next.open().close();
        directoryDirty = true;
        List<Segment> more = new ArrayList<>(segments);
        more.add(next);
        segments = List.copyOf(more);
        return next;
    }

    /** Begins a new segment, so that all there is can be deleted or compacted; false when there is nothing. */
    public synchronized boolean roll() throws IOException {
        Segment active = active();
        if (gone || active == null || active.sizeBytes() == 0) {
            return false;
        }
        active.mend();
        active.index().flush();
        begin();
        return true;
    }

    /** What a segment says of itself; the newest one is written to. */
    public record Facts(long baseOffset, long endOffset, long sizeBytes) {}

    /** All segments, oldest first. */
    public List<Facts> facts() {
        return segments.stream()
                .map(each -> new Facts(each.baseOffset(), each.endOffset(), each.sizeBytes()))
                .toList();
    }

    /** The largest timestamp in the segment of that number, -1 where there is none. */
    public synchronized long largestTimestamp(int number) throws IOException {
        Segment segment = segments.get(number);
        return gone || segment.sizeBytes() == 0 ? -1 : segment.largestTimestamp();
    }

    /** The largest timestamp of the first batch of the segment of that number, -1 where there is none. */
    public synchronized long firstTimestamp(int number) throws IOException {
        return gone ? -1 : segments.get(number).firstTimestamp();
    }

    /** Whether {@link #trim} would find something. */
    public boolean hasBelow(long startOffset) {
        List<Segment> now = segments;
        return now.size() > 1 && now.get(0).endOffset() <= startOffset;
    }

    /**
     * Takes the segments out of the log that end at or below the start offset and begin below the other one. Their files
     * stay until the action is run that this returns, null when there was none.
     */
    public synchronized @Nullable DirectoryAction trim(long startOffset, long belowBase) throws IOException {
        List<Segment> now = segments;
        int count = 0;
        while (!gone
                && count < now.size() - 1
                && now.get(count).endOffset() <= startOffset
                && now.get(count).baseOffset() < belowBase) {
            now.get(count++).leave();
        }
        epochs = epochs.startingAt(startOffset);
        if (count == 0) {
            return null;
        }
        segments = List.copyOf(now.subList(count, now.size()));
        List<Segment> trimmed = List.copyOf(now.subList(0, count));
        return () -> delete(trimmed);
    }

    /** Oldest first, so that what a crash leaves is still a log. */
    private synchronized void delete(List<Segment> trimmed) throws IOException {
        for (Segment segment : trimmed) {
            if (!gone) {
                segment.delete(disk);
            }
        }
    }

    /** Compaction was, or will be, below the offset: batches may be missing there, and nowhere else. */
    public synchronized void compactedBelow(long offset) {
        compactedBelow = Math.max(compactedBelow, offset);
        for (Segment segment : segments) {
            if (segment.baseOffset() < compactedBelow) {
                segment.compacted();
            }
        }
    }

    /** The batches of the segment with that base, from the position on. Throws {@link SegmentGone} when it is not there. */
    public synchronized SegmentScan scan(long baseOffset, long position) throws IOException {
        for (Segment segment : segments) {
            if (segment.baseOffset() == baseOffset) {
                return new SegmentScan(segment, open(segment), position);
            }
        }
        throw new SegmentGone(directory + "/" + Segment.name(baseOffset));
    }

    /** A segment to come in the place of others, of which the first has that base. */
    public synchronized CleanedSegment cleaned(long baseOffset) throws IOException {
        if (gone) {
            throw new SegmentGone(directory);
        }
        String name = SegmentSwap.cleanedName(baseOffset);
        Segment segment = new Segment(files, directory, name, baseOffset, indexIntervalBytes, 0, baseOffset);
        // Left by a run that had no room: it must not lie behind what is written now.
        segment.forget();
        segment.delete(disk);
        return new CleanedSegment(segment);
    }

    /** Makes the new segment durable; after that {@link #replace} has little left to do. */
    public synchronized void finish(CleanedSegment cleaned) throws IOException {
        if (gone) {
            throw new SegmentGone(directory);
        }
        cleaned.finish();
    }

    /** Gives up the new segment. */
    public synchronized void abandon(CleanedSegment cleaned) throws IOException {
        cleaned.abandoned().leave();
        if (!gone) {
            cleaned.abandoned().delete(disk);
        }
    }

    /**
     * Puts the finished segment in the place of those with these bases, which follow on each other and are not the last;
     * false, and nothing done, when they are not all there any more.
     */
    public synchronized boolean replace(List<Long> bases, CleanedSegment cleaned) throws IOException {
        List<Segment> now = segments;
        int first = 0;
        while (first < now.size() && now.get(first).baseOffset() != bases.get(0)) {
            first++;
        }
        int end = first + bases.size();
        if (gone || end >= now.size() || now.get(end - 1).baseOffset() != bases.get(bases.size() - 1)) {
            abandon(cleaned);
            return false;
        }
        Segment made = cleaned.abandoned();
        long base = bases.get(0);
        long endOffset = now.get(end - 1).endOffset();
        SegmentSwap.commit(disk, directory, base, endOffset);
        made.leave();
        for (Segment source : now.subList(first, end)) {
            source.leave();
        }
        SegmentSwap.complete(disk, directory, base, endOffset);
        Segment replacing = new Segment(files, directory, base, indexIntervalBytes, made.sizeBytes(), endOffset);
        replacing.compacted();
        List<Segment> changed = new ArrayList<>(now.subList(0, first));
        changed.add(replacing);
        changed.addAll(now.subList(end, now.size()));
        segments = List.copyOf(changed);
        return true;
    }

    /** Forgets all that is there: the log begins anew at the offset. Before anything is read or written. */
    public synchronized void restart(long offset) throws IOException {
        for (Segment segment : segments) {
            segment.leave();
            segment.delete(disk);
        }
        segments = List.of();
        endOffset = offset;
        epochs = epochs.startingAt(offset);
        directoryDirty = true;
    }

    /** Makes everything below {@link #endOffset} durable, older segments first, then their names. */
    public synchronized void sync() throws IOException {
        try (LogSync sync = beginSync()) {
            sync.run();
            endSync(sync);
        }
    }

    /**
     * A sync of what is written by now. Whoever runs it needs not hold the gate: what is written, rolled or deleted
     * meanwhile is not its concern.
     */
    public synchronized LogSync beginSync() throws IOException {
        return LogSync.begin(gone ? List.of() : segments, bound(), epochs);
    }

    /** The sync has run: the segments know it, and their names are made durable too. For the thread that writes. */
    public synchronized void endSync(LogSync sync) throws IOException {
        if (gone) {
            return;
        }
        sync.ended();
        if (directoryDirty && !segments.isEmpty()) {
            disk.syncDirectory(directory);
            directoryDirty = false;
        }
    }

    /** Writes out the active segment's index entries, without a sync; rolling wrote out those of the others. */
    public synchronized void flushIndex() throws IOException {
        List<Segment> now = segments;
        if (!gone && !now.isEmpty()) {
            now.get(now.size() - 1).index().flush();
        }
    }

    /** What is durable after a {@link #sync}. */
    public synchronized DurableBound bound() {
        List<Segment> now = segments;
        if (now.isEmpty()) {
            return new DurableBound(endOffset, endOffset, 0);
        }
        Segment active = now.get(now.size() - 1);
        return new DurableBound(endOffset, active.baseOffset(), active.sizeBytes());
    }

    /** Renames the directory, so that the name is free at once; nothing is opened or written any more. */
    public synchronized void moveAway(String to) throws IOException {
        gone = true;
        for (Segment segment : segments) {
            segment.forget();
        }
        if (disk.exists(directory)) {
            disk.renameTree(directory, to);
        }
    }

    /** Runs the action unless the directory is gone, and keeps it in place meanwhile. */
    public synchronized void whileHere(DirectoryAction action) throws IOException {
        if (!gone) {
            action.run();
        }
    }

    /** What is done to a log's directory. */
    @FunctionalInterface
    public interface DirectoryAction {
        /** Does it. */
        void run() throws IOException;
    }

    /** A view for one reader; what is written later is not in it. */
    public LogReader reader() {
        return reader(false);
    }

    /** As {@link #reader}, and builds indexes anew that do not fit. For the thread that writes. */
    public LogReader mender() {
        return reader(true);
    }

    private LogReader reader(boolean mayMend) {
        // In this order: the segments hold all that lies before that end.
        long end = endOffset;
        return new LogReader(this, segments, end, compactedBelow, mayMend);
    }

    synchronized OpenFiles.Lease open(Segment segment) throws IOException {
        if (gone) {
            throw new IOException(directory + " was deleted");
        }
        if (segment.gone()) {
            throw new SegmentGone(segment.path());
        }
        return segment.open();
    }
}
