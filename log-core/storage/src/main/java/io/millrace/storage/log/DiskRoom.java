package io.millrace.storage.log;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room for what clients write. It is looked at before writes fail, so that there is still room then
 * for checkpoints, deletions and the node's own records: nothing else makes room again. {@link #shortage}: <i>any
 * thread</i>; the rest: <i>loop-owned</i> by the disk loop.
 *
 * <pre>
 * ENOUGH --little is left--> SHORT --a write failed--> FULL
 * SHORT, FULL --what waited is written, and enough is left--> ENOUGH
 * </pre>
 */
final class DiskRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final long MOST_RESERVE = 64L << 20;
    /** Of a small disk. */
    private static final int RESERVED_PART = 50;

    private static final int LOOKS_A_RESERVE = 8;

    private final Disk disk;
    private final long reserve;
    private long writtenSinceLook;
    private boolean full;
    private volatile @Nullable String shortage;

    DiskRoom(Disk disk) {
        this.disk = disk;
        this.reserve = Math.min(MOST_RESERVE, Math.max(0, disk.totalBytes()) / RESERVED_PART);
        this.writtenSinceLook = reserve;
    }

    /** Why clients may not write now, naming the disk; null when they may. */
    @Nullable
    String shortage() {
        return shortage;
    }

    /** Whether a write failed, and what it was to write still waits. */
    boolean full() {
        return full;
    }

    /** That much is on its way to the disk; true when that began a shortage. */
    boolean use(int bytes) {
        writtenSinceLook += bytes;
        return reserve > 0 && shortage == null && writtenSinceLook > reserve / LOOKS_A_RESERVE && look();
    }

    /** A write failed, and is tried again; true when that began the shortage. */
    boolean full(IOException why) {
        full = true;
        return begin(disk + " is full: " + why.getMessage());
    }

    /** All that waited for room is written. */
    void written() {
        if (shortage != null) {
            full = false;
            look();
        }
    }

    private boolean look() {
        writtenSinceLook = 0;
        long usable = disk.usableBytes();
        // Twice as much ends it as begins it: room that comes and goes is none.
        boolean little = usable >= 0 && usable < (shortage == null ? reserve : 2 * reserve);
        if (little) {
            return begin(disk + " is nearly full: " + usable + " bytes are left, which the node needs itself");
        }
        if (shortage != null) {
            shortage = null;
            LOG.info("{} has room again: producers may write", disk);
        }
        return false;
    }

    private boolean begin(String why) {
        boolean first = shortage == null;
        if (first) {
            LOG.warn("{}; producers are refused until there is room", why);
        }
        shortage = why;
        return first;
    }
}
