package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The chunks that one loop's logs append to, and how long their batches stay in memory. Chunks are shared, so that ten
 * thousand logs that rest cost nothing, and used again, so that the garbage collector has nothing to move.
 * <i>Loop-owned</i>, but for what says otherwise.
 */
final class LoopMemory {
    private final Loop loop;
    private final int chunkBytes;
    private final long tailBytes;
    private final ArrayDeque<Appended> kept = new ArrayDeque<>();
    private final List<PartitionLog> moved = new ArrayList<>();
    /** No more than the tail needs: what slow readers held beside it goes back to the collector. */
    private final Queue<Chunk> free;

    private Chunk chunk = new Chunk(0, alone -> {});
    private long keptBytes;

    /** Filled and handed over by the disk loop. */
    private List<Appended> committed = new ArrayList<>();

    LoopMemory(Loop loop, int chunkBytes, long tailBytes) {
        this.loop = loop;
        this.chunkBytes = chunkBytes;
        this.tailBytes = tailBytes;
        this.free = new LinkedBlockingQueue<>((int) Math.max(1, tailBytes / chunkBytes));
    }

    Loop loop() {
        return loop;
    }

    /** Copies the batch, with its offset and epoch set. */
    Appended append(StoredLog log, PartitionLog owner, ByteBuffer batch, long baseOffset, int leaderEpoch) {
        int size = batch.remaining();
        Chunk in = room(size);
        ByteBuffer to = in.memory();
        int at = to.position();
        to.put(at, batch, batch.position(), size);
        to.position(at + size);
        BatchHeader.setBaseOffset(to, at, baseOffset);
        BatchHeader.setLeaderEpoch(to, at, leaderEpoch);
        Appended appended = new Appended(log, owner, baseOffset, BatchHeader.lastOffset(to, at) + 1, in, at, size);
        in.keep();
        kept.addLast(appended);
        keptBytes += size;
        evict();
        return appended;
    }

    private Chunk room(int size) {
        if (size > chunkBytes / 4) {
            return new Chunk(size, alone -> {});
        }
        if (chunk.memory().remaining() < size) {
            chunk.full();
            Chunk again = free.poll();
            if (again == null) {
                chunk = new Chunk(chunkBytes, free::offer);
            } else {
                again.reopen();
                chunk = again;
            }
        }
        return chunk;
    }

    /** Oldest first over all logs, so that chunks become free; what is not in a segment yet stays. */
    private void evict() {
        while (keptBytes > tailBytes) {
            Appended oldest = kept.peekFirst();
            if (oldest == null || !oldest.owner.evict(oldest)) {
                return;
            }
            kept.pollFirst();
            keptBytes -= oldest.size();
            oldest.chunk().drop(oldest.owner.settled(oldest));
        }
    }

    /** Disk loop: the batch is durable. */
    void committed(Appended appended) {
        committed.add(appended);
    }

    /** Disk loop: tells the owner of all that was durable since; one task for a whole group. */
    void handOver() {
        if (committed.isEmpty()) {
            return;
        }
        List<Appended> group = committed;
        committed = new ArrayList<>(Math.min(group.size(), 1024));
        loop.execute(() -> durable(group));
    }

    private void durable(List<Appended> group) {
        for (Appended appended : group) {
            if (appended.owner.durable(appended.endOffset)) {
                moved.add(appended.owner);
            }
        }
        // After all offsets moved, so that no callback sees half of a group; each log is told once.
        List<PartitionLog> told = List.copyOf(moved);
        moved.clear();
        for (PartitionLog log : told) {
            log.tellDurable();
        }
    }
}
