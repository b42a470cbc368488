package io.millrace.storage.journal;

import io.millrace.base.Check;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.FileWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a crash left in the journal: the entries from the floor on, in their order. The last group may be torn; an
 * entry missing from any group before it was synced once, and is rot. <i>Loop-owned.</i>
 */
public final class JournalScan {
    private final Disk disk;
    private final String directory;
    private final long floor;
    private final long firstGeneration;
    private long expected;
    private long newestGeneration;
    private final TreeSet<Long> generations = new TreeSet<>();
    private final List<String> paths = new ArrayList<>();
    private @Nullable String damage;

    /** For entries from the sequence number on, in files of at least that generation. */
    public JournalScan(Disk disk, String directory, long floor, long firstGeneration) {
        this.disk = disk;
        this.directory = directory;
        this.floor = floor;
        this.firstGeneration = firstGeneration;
        this.expected = floor;
        this.newestGeneration = firstGeneration;
    }

    /** Is shown the entries. */
    @FunctionalInterface
    public interface Visitor {
        /** The payload lies at the position, of the given length; valid during the call. */
        void entry(EntryKind kind, Uuid topicId, int partition, long baseOffset, ByteBuffer buffer, int at, int bytes)
                throws IOException;
    }

    private record Used(String path, long generation) {}

    /** Shows all entries; called once. */
    public void visit(Visitor visitor) throws IOException {
        Check.that(expected == floor, "the journal was scanned already, up to %d", expected);
        List<Used> used = new ArrayList<>();
        for (String name : disk.list(directory)) {
            String path = directory + "/" + name;
            long generation = generation(path);
            if (generation >= firstGeneration) {
                used.add(new Used(path, generation));
            }
        }
        used.sort(Comparator.comparingLong(Used::generation));
        for (Used file : used) {
            newestGeneration = file.generation();
            generations.add(newestGeneration);
            paths.add(file.path());
            scan(file, visitor);
        }
    }

    /** The sequence number after the last entry found. */
    public long nextSequence() {
        return Math.max(expected, floor);
    }

    /** Those of the files that may hold entries from the floor on. */
    public SortedSet<Long> generations() {
        return generations;
    }

    /**
     * A generation that no byte in the files has: one more than the newest found may have begun, and left bytes behind a
     * torn first entry.
     */
    public long nextGeneration() {
        return newestGeneration + 2;
    }

    /** Makes durable all that was found: whoever wrote it may have been killed before its sync. */
    public void sync() throws IOException {
        for (String path : paths) {
            try (DiskFile file = disk.open(path)) {
                file.sync();
            }
        }
        disk.syncDirectory(directory);
    }

    /** Names what was synced once and is gone, or null. */
    public @Nullable String damage() {
        return damage;
    }

    private long generation(String path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            FileWindow window = new FileWindow(file, file.size(), Entry.HEADER);
            int at = window.at(0, Entry.HEADER);
            return at >= 0 && Entry.hasMagic(window.buffer(), at) ? Entry.generation(window.buffer(), at) : -1;
        }
    }

    private void scan(Used used, Visitor visitor) throws IOException {
        try (DiskFile file = disk.open(used.path())) {
            long size = file.size();
            FileWindow window = new FileWindow(file, size, 1024 * 1024);
            long position = 0;
            while (position < size) {
                int at = entryAt(window, position, used.generation());
                if (at < 0 && position % Entry.ALIGNMENT != 0) {
                    position = Entry.align(position);
                    at = entryAt(window, position, used.generation());
                }
                if (at < 0 || !follows(Entry.sequence(window.buffer(), at))) {
                    long later = laterGroup(window, position, size, used.generation());
                    if (later < 0) {
                        return;
                    }
                    damage = used.path() + " is damaged at byte " + position + " (entry " + expected + ")";
                    position = later;
                    at = entryAt(window, position, used.generation());
                }
                position += show(window.buffer(), at, visitor);
            }
        }
    }

    /** From the floor on no number may be missing; what was below it does not matter any more. */
    private boolean follows(long sequence) {
        return sequence == expected || (expected <= floor && sequence <= floor);
    }

    private int show(ByteBuffer buffer, int at, Visitor visitor) throws IOException {
        int bytes = Entry.payloadBytes(buffer, at);
        long sequence = Entry.sequence(buffer, at);
        if (sequence >= floor) {
            visitor.entry(
                    Entry.kind(buffer, at),
                    new Uuid(Entry.topicIdHigh(buffer, at), Entry.topicIdLow(buffer, at)),
                    Entry.partition(buffer, at),
                    Entry.baseOffset(buffer, at),
                    buffer,
                    at + Entry.HEADER,
                    bytes);
        }
        expected = sequence + 1;
        return Entry.HEADER + bytes;
    }

    /** Where a group begins that was written after what is missing had been synced; -1 when there is none. */
    private long laterGroup(FileWindow window, long from, long size, long generation) throws IOException {
        for (long position = Entry.align(from); position < size; position += Entry.ALIGNMENT) {
            int at = entryAt(window, position, generation);
            if (at >= 0 && Entry.groupSequence(window.buffer(), at) > expected) {
                return position;
            }
        }
        return -1;
    }

    private static int entryAt(FileWindow window, long position, long generation) throws IOException {
        int at = window.at(position, Entry.HEADER);
        if (at < 0 || !Entry.looksLikeHeader(window.buffer(), at, generation)) {
            return -1;
        }
        at = window.at(position, Entry.HEADER + Entry.payloadBytes(window.buffer(), at));
        return at >= 0 && Entry.whole(window.buffer(), at) ? at : -1;
    }
}
