package io.millrace.connector.file;

import io.millrace.connector.file.row.BadRow;
import io.millrace.connector.file.row.RowFormat;
import io.millrace.connector.file.row.Rows;
import io.millrace.connector.file.row.Scan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * One open file and how far it is read.
 *
 * <pre>
 * HEADER (csv) --first row--> READING --row longer than the limit--> DISCARDING --line end--> READING
 * </pre>
 *
 * *Loop-owned.*
 */
final class TailedFile implements AutoCloseable {

    /** Why reading stopped. */
    enum Stop {
        /** The batch is full. */
        LIMIT,
        /** The block is used up; there may be more in the file. */
        BLOCK,
        /** The file has no further whole row. */
        END,
        /** A fatal row comes next, but rows were read before it: they go first. */
        FATAL
    }

    /** A name that is gone for a moment may be taken by the next file. */
    private static final int LOOKS = 2;

    private final String name;
    private final Path real;
    private final FileChannel channel;
    private final FileRoots roots;
    private final @Nullable Object key;
    private final FileSourceConfig config;
    private final RowFormat format;
    private final BadRows badRows;
    private final Map<String, String> partition;

    private @Nullable Rows rows;
    private Fingerprint start = Fingerprint.NONE;
    private String startText = start.toString();
    private long position;
    private long line;
    private long resumePosition;
    private long resumeLine;
    private boolean isDiscarding;
    private LastBytes tail = LastBytes.NONE;
    private Fingerprint resumeTail = Fingerprint.NONE;
    private long endBytes = -1;
    private @Nullable FileTime endTime;
    private int looksWithoutName;
    private long rowsRead;
    private boolean isEndTold;

    private TailedFile(
            String name, Path real, FileChannel channel, FileRoots roots, FileSourceConfig config, BadRows badRows)
            throws IOException {
        this.name = name;
        this.real = real;
        this.channel = channel;
        this.roots = roots;
        BasicFileAttributes now = attributes(real);
        this.key = now == null ? null : now.fileKey();
        this.config = config;
        this.format = config.format();
        this.badRows = badRows;
        this.partition = Map.of(FileSourceTask.FILE, name);
    }

    /** Opens a file where {@code offset} says that reading stopped, or at its start. */
    static TailedFile open(
            String name,
            FileRoots roots,
            FileSourceConfig config,
            BadRows badRows,
            @Nullable Map<String, Object> offset)
            throws IOException, FileRoots.Refused {
        Path real = roots.file(name);
        FileChannel channel;
        try {
            channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new FileRoots.Refused(name + " does not exist", true);
        }
        try {
            // Again, now that it is open: what was checked could have been exchanged before.
            if (!roots.file(name).equals(real)) {
                throw new FileRoots.Refused(name + " was exchanged while it was opened");
            }
            TailedFile file = new TailedFile(name, real, channel, roots, config, badRows);
            file.resume(offset == null ? Map.of() : offset);
            return file;
        } catch (IOException | FileRoots.Refused | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    long rowsRead() {
        return rowsRead;
    }

    /** Whether the end is reached for the first time, which is worth a line in the log. */
    boolean isFirstEnd() {
        boolean isFirst = !isEndTold;
        isEndTold = true;
        return isFirst;
    }

    private void resume(Map<String, Object> offset) {
        resumePosition = offset.get(RowOffset.POSITION) instanceof Number number ? number.longValue() : 0;
        resumeLine = offset.get(RowOffset.LINE) instanceof Number number ? number.longValue() : 0;
        if (offset.get(RowOffset.START) instanceof String text) {
            begins(Fingerprint.parse(text));
        }
        resumeTail = RowOffset.tailAt(resumePosition, offset);
        if (!format.hasHeader()) {
            rows = format.rows();
            skipToResumed();
        }
    }

    private void skipToResumed() {
        // A header may reach further than an offset that somebody set to zero.
        if (resumePosition > position) {
            position = resumePosition;
            line = resumeLine;
            tail = LastBytes.NONE;
        } else {
            resumeTail = Fingerprint.NONE;
        }
        resumePosition = 0;
    }

    /** What has become of the file since it was read to its end; null if it is as it was or only grew. */
    @Nullable
    String change() throws IOException {
        long size = channel.size();
        long read = Math.max(position, resumePosition);
        if (size < read) {
            return "it has " + size + " bytes, but " + read + " were read: it was truncated or replaced";
        }
        if (size != endBytes) {
            return replaced(read);
        }
        return look(read);
    }

    private @Nullable String replaced(long read) throws IOException {
        if (!start.begins(channel)) {
            return "it does not begin as it did when it was read: it was replaced";
        }
        Fingerprint before = tail == LastBytes.NONE ? resumeTail : tail.fingerprint();
        return before.endsAt(channel, read)
                ? null
                : "the bytes before byte " + read + " are not those that were read: it was replaced";
    }

    /** At its end: the file is read out before the one that took its name, be it renamed or linked. */
    private @Nullable String look(long read) throws IOException {
        BasicFileAttributes there = attributes(Path.of(name));
        if (there == null) {
            looksWithoutName++;
            return null; // Renamed, and the next one is not there yet.
        }
        looksWithoutName = 0;
        if (key != null && !key.equals(there.fileKey())) {
            try {
                roots.file(name);
                return "another file has its name now";
            } catch (FileRoots.Refused e) {
                return e.isMissing() ? null : e.why();
            }
        }
        FileTime changed = there.lastModifiedTime();
        if (changed.equals(endTime)) {
            return null;
        }
        endTime = changed;
        return replaced(read);
    }

    /** Whether it was deleted or moved away, and read to its end: nothing more comes. */
    boolean isGone() {
        return looksWithoutName >= LOOKS;
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Adds rows up to {@code limit} records in all. */
    Stop read(Block block, List<SourceRecord> records, int limit) throws IOException {
        if (!block.holds(this)) {
            block.fill(this, channel, position);
            skipByteOrderMark(block);
        }
        while (records.size() < limit) {
            int end = format.end(block.bytes(), block.from(), block.to());
            if (end < 0) {
                Stop stop = atBlockEnd(block);
                if (stop != null) {
                    block.release();
                    return stop;
                }
                end = brokenEnd(block);
            }
            Stop stop = take(block, end, records);
            if (stop != null) {
                return stop;
            }
        }
        return Stop.LIMIT;
    }

    /** Why reading stops where no line end is left, or null if the rest is to be taken as it is. */
    private @Nullable Stop atBlockEnd(Block block) throws IOException {
        boolean isRest = block.from() < block.to();
        if (!block.isFull()) {
            endBytes = position + block.to() - block.from();
            if (channel.size() > endBytes) {
                return Stop.BLOCK; // It grew since the block was read.
            }
            return isRest && !config.tail() ? null : Stop.END;
        }
        // Only a block that begins with the row can show that the row is too long.
        return block.from() == 0 && !block.grow(config.maxRowBytes()) ? null : Stop.BLOCK;
    }

    /** A quote that nothing closes spoils its line and no more. */
    private static int brokenEnd(Block block) {
        int newline = Scan.find(block.bytes(), block.from(), block.to(), (byte) '\n');
        return newline >= 0 ? newline : block.to();
    }

    /** Takes one row off the block and adds what it gives. */
    private @Nullable Stop take(Block block, int end, List<SourceRecord> records) {
        byte[] bytes = block.bytes();
        int from = block.from();
        boolean isClosed = end < block.to();
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (isDiscarding) {
            taken(block, end, 0);
            isDiscarding = !isClosed;
            return null;
        }
        int lines = 1 + (format.hasHeader() ? Scan.lines(bytes, from, end) : 0);
        try {
            if (end - from > config.maxRowBytes() || !isClosed && block.isFull()) {
                throw new BadRow("longer than max.row.bytes=" + config.maxRowBytes());
            }
            if (rows == null) {
                rows = format.rowsUnder(bytes, from, to);
                taken(block, end, lines);
                skipToResumed();
                block.release();
                return Stop.BLOCK;
            }
            Object value = rows.value(bytes, from, to);
            taken(block, end, lines);
            if (value != null) {
                rowsRead++;
                records.add(new SourceRecord(partition, offset(), config.topic(), rows.schema(), value));
            }
            return null;
        } catch (BadRow bad) {
            if (rows == null || badRows.areFatal()) {
                return fatal(bad, records);
            }
            tolerate(block, end, lines, bad, records);
            return null;
        }
    }

    private Stop fatal(BadRow bad, List<SourceRecord> records) {
        if (records.isEmpty()) {
            throw BadRows.failure(name, line + 1, bad.reason());
        }
        return Stop.FATAL;
    }

    private void tolerate(Block block, int end, int lines, BadRow bad, List<SourceRecord> records) {
        int rawBytes = end - block.from();
        byte[] raw =
                Arrays.copyOfRange(block.bytes(), block.from(), block.from() + Math.min(rawBytes, BadRows.MAX_KEPT));
        long at = line + 1;
        isDiscarding = end == block.to() && block.isFull();
        // The offset of a row whose end is not seen yet is its start: resumed there, it is recognised again.
        RowOffset before = offset();
        taken(block, end, lines);
        SourceRecord kept = badRows.tolerate(
                name,
                at,
                bad.reason(),
                raw,
                rawBytes > raw.length || isDiscarding,
                partition,
                isDiscarding ? before : offset());
        if (kept != null) {
            records.add(kept);
        }
    }

    private void taken(Block block, int end, int lines) {
        int next = Math.min(end + 1, block.to());
        if (start.lengthBytes() < Fingerprint.MAX_BYTES
                && position == block.from()
                && (start == Fingerprint.NONE || resumePosition == 0)) {
            begins(Fingerprint.of(block.bytes(), 0, next));
        }
        tail = LastBytes.before(block.bytes(), next);
        position += next - block.from();
        line += lines;
        block.advanceTo(next);
    }

    private void begins(Fingerprint at) {
        start = at;
        startText = at.toString();
    }

    private RowOffset offset() {
        return new RowOffset(position, line, startText, tail);
    }

    private void skipByteOrderMark(Block block) {
        byte[] bytes = block.bytes();
        // A mark that stands alone waits for the first row, so that the fingerprint covers both.
        int least = config.tail() ? 4 : 3;
        boolean isMarked = position == 0
                && block.to() >= least
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF;
        if (isMarked) {
            position = 3;
            block.advanceTo(3);
        }
    }

    ConnectException changed(String what) {
        return new ConnectException(name + ": " + what + "; on.file.change=restart reads it from its start");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
