package io.millrace.streams.store;

import io.millrace.base.Check;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A timestamped window store as panes: one table of keys for each window start. A pane is dropped whole when the
 * largest window start seen has left it behind by the retention. <i>Loop-owned.</i>
 */
public final class WindowTable extends Table {
    /** What the changelog appends to a key: the window's start and a sequence number, always zero. */
    public static final int KEY_SUFFIX_BYTES = Long.BYTES + Integer.BYTES;

    private final TreeMap<Long, Cells> panes = new TreeMap<>();
    private final long retentionMs;
    private long largestStart = -1;
    private @Nullable Cells last;
    private byte[] scratch = new byte[64];

    /** An empty one. */
    public WindowTable(String name, boolean buffered, long retentionMs, ChangelogSink changelog) {
        super(name, buffered, changelog);
        this.retentionMs = retentionMs;
    }

    /** The pane of a window start, null when nothing lies in it. */
    public @Nullable Cells pane(long windowStart) {
        Cells pane = last;
        if (pane != null && pane.windowStart() == windowStart) {
            return pane;
        }
        pane = panes.get(windowStart);
        if (pane != null) {
            last = pane;
        }
        return pane;
    }

    private Cells paneFor(long windowStart) {
        Cells pane = pane(windowStart);
        if (pane == null) {
            pane = new Cells(windowStart);
            panes.put(windowStart, pane);
            last = pane;
        }
        return pane;
    }

    /**
     * The pane to write to. Outside the retention it is one that nobody reads: what is put there is logged, and passed
     * on, but not kept.
     */
    public Cells paneToWrite(long windowStart) {
        observe(windowStart);
        return expired(windowStart) ? new Cells(windowStart) : paneFor(windowStart);
    }

    /** Whether a window lies outside the retention: it reads as empty, and what is put there is not kept. */
    public boolean expired(long windowStart) {
        return largestStart >= 0 && windowStart <= largestStart - retentionMs;
    }

    /** Moves the store's time, and drops the panes that it leaves behind. */
    private void observe(long windowStart) {
        if (windowStart > largestStart) {
            largestStart = windowStart;
            if (!buffered() || dirtyCount() == 0) {
                dropExpired();
            }
        }
    }

    /** Panes by window start, live ones only. */
    public NavigableMap<Long, Cells> panes() {
        return largestStart < 0 ? panes : panes.tailMap(largestStart - retentionMs, false);
    }

    @Override
    public void restore(
            byte[] key, int keyPosition, int keySize, byte @Nullable [] value, int position, int size, long timestamp) {
        int bare = keySize - KEY_SUFFIX_BYTES;
        Check.that(bare >= 0, "changelog of %s: a key of %d bytes is no window key", name(), keySize);
        long windowStart = ByteBuffer.wrap(key).getLong(keyPosition + bare);
        observe(windowStart);
        if (expired(windowStart)) {
            return;
        }
        Cells pane = paneFor(windowStart);
        int hash = KeyIndex.hash(key, keyPosition, bare);
        int cell = pane.find(key, keyPosition, bare, hash);
        restored(
                pane,
                cell == KeyIndex.NONE ? pane.add(key, keyPosition, bare, hash) : cell,
                value,
                position,
                size,
                timestamp);
    }

    @Override
    void log(ChangelogSink sink, Cells pane, int cell, long timestamp) {
        byte[] key = pane.keyOf(cell);
        byte[] value = pane.value(cell);
        int total = windowKey(key, key.length, pane.windowStart());
        sink.log(name(), timestamp, scratch, 0, total, value, 0, value == null ? -1 : value.length);
    }

    @Override
    void afterFlush() {
        dropExpired();
    }

    private int windowKey(byte[] key, int keySize, long windowStart) {
        int total = keySize + KEY_SUFFIX_BYTES;
        if (scratch.length < total) {
            scratch = new byte[total * 2];
        }
        System.arraycopy(key, 0, scratch, 0, keySize);
        ByteBuffer.wrap(scratch).putLong(keySize, windowStart).putInt(keySize + Long.BYTES, 0);
        return total;
    }

    private void dropExpired() {
        while (!panes.isEmpty() && expired(panes.firstKey())) {
            Cells dropped = panes.pollFirstEntry().getValue();
            if (dropped == last) {
                last = null;
            }
        }
    }
}
