package io.millrace.storage.disk;

import io.millrace.base.Rng;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of one file in memory: pages as they are now, and as the disk has them. Guarded by its disk. */
final class MemoryNode {
    private static final int PAGE = 4096;
    /** What a disk writes whole or not at all. */
    private static final int SECTOR = 512;

    private final boolean remembers;
    private final List<byte[]> pages = new ArrayList<>();
    /** Pages written since the last sync, as the disk has them; null where it has none. */
    private final Map<Integer, byte @Nullable []> before = new HashMap<>();
    /** As before, of pages that a failed sync dropped: no later sync brings them back. */
    private final Map<Integer, byte @Nullable []> lost = new HashMap<>();

    private long size;
    private long durableSize;
    private long lastWriteAt;

    MemoryNode(boolean remembers) {
        this.remembers = remembers;
    }

    long size() {
        return size;
    }

    int read(ByteBuffer into, long position) {
        int total = (int) Math.min(into.remaining(), Math.max(0, size - position));
        for (int done = 0; done < total; ) {
            long at = position + done;
            int inPage = (int) (at % PAGE);
            int count = Math.min(total - done, PAGE - inPage);
            into.put(pages.get((int) (at / PAGE)), inPage, count);
            done += count;
        }
        return total;
    }

    void write(ByteBuffer from, long position) {
        lastWriteAt = position;
        long at = position;
        while (from.hasRemaining()) {
            int inPage = (int) (at % PAGE);
            int count = Math.min(from.remaining(), PAGE - inPage);
            from.get(pageToWrite((int) (at / PAGE)), inPage, count);
            at += count;
        }
        size = Math.max(size, at);
    }

    void truncate(long newSize) {
        if (newSize >= size) {
            return;
        }
        int keep = (int) ((newSize + PAGE - 1) / PAGE);
        for (int page = pages.size() - 1; page >= keep; page--) {
            remember(page);
            pages.remove(page);
        }
        if (newSize % PAGE != 0) {
            Arrays.fill(pageToWrite(keep - 1), (int) (newSize % PAGE), PAGE, (byte) 0);
        }
        size = newSize;
    }

    void sync() {
        before.clear();
        durableSize = size;
    }

    /** The system reports the failure once and takes the pages for clean. */
    void failSync() {
        before.forEach(lost::putIfAbsent);
        before.clear();
    }

    void crash(Rng rng) {
        before.putAll(lost);
        boolean dropAll = rng.nextInt(3) == 0;
        boolean onlyLastTorn = !dropAll && rng.nextInt(2) == 0;
        boolean grew = size > durableSize;
        long newSize = dropAll || (!onlyLastTorn && rng.nextInt(2) == 0) ? durableSize : size;
        before.keySet().stream().sorted().forEach(page -> {
            byte[] now = page < pages.size() ? pages.get(page) : new byte[PAGE];
            byte[] then = before.get(page);
            byte[] mixed = new byte[PAGE];
            for (int at = 0; at < PAGE; at += SECTOR) {
                boolean mayBeLost = !onlyLastTorn || (long) page * PAGE + at + SECTOR > lastWriteAt;
                boolean old = dropAll || lost.containsKey(page) || (mayBeLost && rng.nextInt(2) == 0);
                if (!old) {
                    System.arraycopy(now, at, mixed, at, SECTOR);
                } else if (then != null) {
                    System.arraycopy(then, at, mixed, at, SECTOR);
                }
            }
            while (pages.size() <= page) {
                pages.add(new byte[PAGE]);
            }
            pages.set(page, mixed);
        });
        before.clear();
        lost.clear();
        size = grew ? newSize : Math.max(newSize, Math.min(size, durableSize));
        cutPages();
        durableSize = size;
    }

    private void cutPages() {
        int keep = (int) ((size + PAGE - 1) / PAGE);
        while (pages.size() > keep) {
            pages.remove(pages.size() - 1);
        }
        while (pages.size() < keep) {
            pages.add(new byte[PAGE]);
        }
        if (size % PAGE != 0) {
            Arrays.fill(pages.get(keep - 1), (int) (size % PAGE), PAGE, (byte) 0);
        }
    }

    private byte[] pageToWrite(int page) {
        remember(page);
        while (pages.size() <= page) {
            remember(pages.size());
            pages.add(new byte[PAGE]);
        }
        return pages.get(page);
    }

    private void remember(int page) {
        if (remembers && !before.containsKey(page)) {
            before.put(page, page < pages.size() ? pages.get(page).clone() : null);
        }
    }
}
