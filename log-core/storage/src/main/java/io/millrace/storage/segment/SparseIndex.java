package io.millrace.storage.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The two sparse indexes of one segment, in Apache Kafka's formats: {@code .index} of (offset of the batch's last
 * record less the segment's base, position of the batch) and {@code .timeindex} of (largest timestamp so far, offset of
 * it less the base). The newest entries stay in memory until {@link #flush}. Nothing here is synced: entries are checked
 * against the segment when they are used, and built anew when they do not hold. <i>Any thread</i>, one lock each.
 */
final class SparseIndex {
    static final int OFFSET_ENTRY = 8;
    static final int TIME_ENTRY = 12;
    private static final int UNKNOWN = -1;
    private static final int FLUSH_BYTES = 32 * 1024;
    /** Shared by all: logs at rest are many. */
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final OpenFiles files;
    private final String offsetPath;
    private final String timePath;
    private final long baseOffset;

    /** Entries in the files, {@link #UNKNOWN} until looked up. */
    private int offsetsInFile = UNKNOWN;

    private int timesInFile = UNKNOWN;
    private ByteBuffer offsets = NONE;
    private ByteBuffer times = NONE;
    /** The largest timestamp noted by this process. */
    private long newestTimestamp = -1;

    private long newestOffset;
    private boolean gone;

    SparseIndex(OpenFiles files, String pathWithoutSuffix, long baseOffset) {
        this.files = files;
        this.offsetPath = pathWithoutSuffix + ".index";
        this.timePath = pathWithoutSuffix + ".timeindex";
        this.baseOffset = baseOffset;
    }

    /** What an entry of the offset index says; position 0 and the base offset less one when there is none. */
    record Entry(long lastOffset, int position) {}

    /** What an entry of the time index says. */
    record TimeEntry(long timestamp, long offset) {}

    /** A batch with this largest timestamp ends at the offset; it gets an entry only if {@link #add} follows. */
    synchronized void note(long timestamp, long lastOffset) {
        if (timestamp > newestTimestamp && !gone) {
            newestTimestamp = timestamp;
            newestOffset = lastOffset;
        }
    }

    /** The batch that ends at the offset lies at the position. */
    synchronized void add(long lastOffset, int position) throws IOException {
        if (gone) {
            return;
        }
        offsets = withRoom(offsets, OFFSET_ENTRY);
        offsets.putInt((int) (lastOffset - baseOffset)).putInt(position);
        addTime();
    }

    /** Whether so many entries are in memory that they are to be written. */
    synchronized boolean large() {
        return offsets.position() >= FLUSH_BYTES;
    }

    /** Only timestamps larger than all before make an entry. */
    private void addTime() throws IOException {
        if (newestTimestamp < 0) {
            return;
        }
        countFiles();
        int count = timesInFile + times.position() / TIME_ENTRY;
        if (count == 0 || timeEntry(count - 1).timestamp() < newestTimestamp) {
            times = withRoom(times, TIME_ENTRY);
            times.putLong(newestTimestamp).putInt((int) (newestOffset - baseOffset));
        }
    }

    /** Writes the entries in memory to the files, without a sync; those that could not be written stay. */
    synchronized void flush() throws IOException {
        addTime();
        countFiles();
        offsetsInFile += write(offsetPath, offsets, offsetsInFile, OFFSET_ENTRY);
        offsets = NONE;
        timesInFile += write(timePath, times, timesInFile, TIME_ENTRY);
        times = NONE;
    }

    /** The last entry whose offset is at most the given one. */
    synchronized Entry lookup(long offset) throws IOException {
        countFiles();
        int low = 0;
        int high = offsetsInFile + offsets.position() / OFFSET_ENTRY;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsetEntry(middle).lastOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new Entry(baseOffset - 1, 0) : offsetEntry(low - 1);
    }

    /** The last entry whose position is at most the given one. */
    synchronized Entry lastAt(long position) throws IOException {
        countFiles();
        int low = 0;
        int high = offsetsInFile + offsets.position() / OFFSET_ENTRY;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsetEntry(middle).position() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new Entry(baseOffset - 1, 0) : offsetEntry(low - 1);
    }

    /** The last entry whose timestamp is less than the given one; the base offset when there is none. */
    synchronized TimeEntry lookupTime(long timestamp) throws IOException {
        countFiles();
        int low = 0;
        int high = timesInFile + times.position() / TIME_ENTRY;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timeEntry(middle).timestamp() < timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new TimeEntry(-1, baseOffset) : timeEntry(low - 1);
    }

    /** The largest timestamp known; -1 when there is none. */
    synchronized TimeEntry lastTime() throws IOException {
        addTime();
        countFiles();
        int count = timesInFile + times.position() / TIME_ENTRY;
        return count == 0 ? new TimeEntry(-1, baseOffset) : timeEntry(count - 1);
    }

    /** Forgets entries of batches from the position on, and times of offsets from the end offset on. */
    synchronized void truncate(long position, long endOffset) throws IOException {
        if (position > 0) {
            flush();
        } else {
            // None of it stays: it need not be written, for which a full disk has no room.
            countFiles();
            offsets = ByteBuffer.allocate(0);
            times = ByteBuffer.allocate(0);
        }
        int keep = offsetsInFile;
        while (keep > 0 && outside(offsetEntry(keep - 1), position, endOffset)) {
            keep--;
        }
        int keepTimes = timesInFile;
        while (keepTimes > 0 && outside(timeEntry(keepTimes - 1), endOffset)) {
            keepTimes--;
        }
        cut(offsetPath, offsetsInFile, keep, OFFSET_ENTRY);
        cut(timePath, timesInFile, keepTimes, TIME_ENTRY);
        offsetsInFile = keep;
        timesInFile = keepTimes;
        newestTimestamp = -1;
    }

    /** Closes its files, and opens them no more: they may be another segment's by then. */
    synchronized void forget() throws IOException {
        offsetsInFile = 0;
        timesInFile = 0;
        offsets = NONE;
        times = NONE;
        newestTimestamp = -1;
        gone = true;
        files.forget(offsetPath);
        files.forget(timePath);
    }

    private boolean outside(Entry entry, long position, long endOffset) {
        return entry.position() >= position
                || entry.position() < 0
                || entry.lastOffset() >= endOffset
                || entry.lastOffset() < baseOffset;
    }

    private boolean outside(TimeEntry entry, long endOffset) {
        return entry.offset() >= endOffset || entry.offset() < baseOffset;
    }

    private void cut(String path, int count, int keep, int entryBytes) throws IOException {
        if (keep < count) {
            try (OpenFiles.Lease lease = files.acquire(path)) {
                lease.file().truncate((long) keep * entryBytes);
            }
        }
    }

    private Entry offsetEntry(int number) throws IOException {
        if (number >= offsetsInFile) {
            int at = (number - offsetsInFile) * OFFSET_ENTRY;
            return new Entry(baseOffset + offsets.getInt(at), offsets.getInt(at + 4));
        }
        ByteBuffer entry = read(offsetPath, number, OFFSET_ENTRY);
        return new Entry(baseOffset + entry.getInt(0), entry.getInt(4));
    }

    private TimeEntry timeEntry(int number) throws IOException {
        if (number >= timesInFile) {
            int at = (number - timesInFile) * TIME_ENTRY;
            return new TimeEntry(times.getLong(at), baseOffset + times.getInt(at + 8));
        }
        ByteBuffer entry = read(timePath, number, TIME_ENTRY);
        return new TimeEntry(entry.getLong(0), baseOffset + entry.getInt(8));
    }

    private ByteBuffer read(String path, int number, int entryBytes) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(entryBytes);
        try (OpenFiles.Lease lease = files.acquire(path)) {
            lease.file().read(entry, (long) number * entryBytes);
        }
        return entry;
    }

    private int write(String path, ByteBuffer entries, int inFile, int entryBytes) throws IOException {
        int count = entries.position() / entryBytes;
        if (count > 0) {
            try (OpenFiles.Lease lease = files.acquire(path)) {
                lease.file().write(entries.duplicate().flip(), (long) inFile * entryBytes);
            }
        }
        return count;
    }

    private void countFiles() throws IOException {
        if (offsetsInFile == UNKNOWN) {
            offsetsInFile = count(offsetPath, OFFSET_ENTRY);
            timesInFile = count(timePath, TIME_ENTRY);
        }
    }

    private int count(String path, int entryBytes) throws IOException {
        if (!files.exists(path)) {
            return 0;
        }
        try (OpenFiles.Lease lease = files.acquire(path)) {
            return (int) (lease.file().size() / entryBytes);
        }
    }

    private static ByteBuffer withRoom(ByteBuffer entries, int bytes) {
        if (entries.remaining() >= bytes) {
            return entries;
        }
        byte[] larger = Arrays.copyOf(entries.array(), Math.max(16 * bytes, entries.capacity() * 2));
        return ByteBuffer.wrap(larger).position(entries.position());
    }
}
