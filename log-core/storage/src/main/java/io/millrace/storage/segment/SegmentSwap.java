package io.millrace.storage.segment;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.util.List;

/**
 * Puts one compacted segment in the place of those that it was made from. It is written under the name {@code
 * BASE.cleaned.log}; renamed to {@code BASE-END.swap} it counts: whatever stops the process then, the next opening of
 * the log goes on where this was.
 */
final class SegmentSwap {
    private static final String CLEANED = ".cleaned";
    private static final String SWAP = ".swap";
    private static final List<String> INDEXES = List.of(".index", ".timeindex");

    private SegmentSwap() {}

    /** What the new segment's files are called while it is written. */
    static String cleanedName(long baseOffset) {
        return Segment.name(baseOffset) + CLEANED;
    }

    /** The new segment, which is synced, stands for all from its base to the end offset, durably so afterwards. */
    static void commit(Disk disk, String directory, long base, long end) throws IOException {
        disk.rename(directory + "/" + cleanedName(base) + ".log", directory + "/" + swapName(base, end));
        disk.syncDirectory(directory);
    }

    /** Deletes what it was made from, and gives it its name; nobody has these files open. */
    static void complete(Disk disk, String directory, long base, long end) throws IOException {
        for (String name : disk.list(directory)) {
            if (name.length() > 20 && name.charAt(20) == '.' && isSource(name, base, end)) {
                disk.delete(directory + "/" + name);
            }
        }
        // Before the new one is called like a segment, none of the others may come back.
        disk.syncDirectory(directory);
        String target = directory + "/" + Segment.name(base);
        for (String index : INDEXES) {
            String cleaned = directory + "/" + cleanedName(base) + index;
            disk.delete(target + index);
            if (disk.exists(cleaned)) {
                disk.rename(cleaned, target + index);
            }
        }
        disk.rename(directory + "/" + swapName(base, end), target + ".log");
        disk.syncDirectory(directory);
    }

    private static boolean isSource(String name, long base, long end) {
        boolean ofSegment = name.length() == 24 && name.endsWith(".log")
                || INDEXES.stream().anyMatch(index -> name.length() == 20 + index.length() && name.endsWith(index));
        long offset = ofSegment ? Long.parseLong(name.substring(0, 20)) : -1;
        return offset > base && offset < end;
    }

    /** Goes on with what was committed, and deletes what was not; returns the names of the directory's files then. */
    static List<String> recover(Disk disk, String directory) throws IOException {
        List<String> names = disk.list(directory);
        if (names.stream().noneMatch(name -> name.endsWith(SWAP) || name.startsWith(CLEANED, 20))) {
            return names;
        }
        for (String name : names) {
            if (name.endsWith(SWAP)) {
                complete(
                        disk, directory, Long.parseLong(name.substring(0, 20)), Long.parseLong(name.substring(21, 41)));
            }
        }
        for (String name : names) {
            if (name.startsWith(CLEANED, 20)) {
                disk.delete(directory + "/" + name);
            }
        }
        return disk.list(directory);
    }

    private static String swapName(long base, long end) {
        return Segment.name(base) + "-" + Segment.name(end) + SWAP;
    }
}
