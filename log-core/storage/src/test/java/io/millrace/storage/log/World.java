package io.millrace.storage.log;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Uuid;

/** One store whose loops and clock are turned by the test. */
final class World implements AutoCloseable {
    final Disk disk;
    final StoreConfig config;
    private final ManualClock clock = new ManualClock();
    PumpedLoop diskLoop;
    PumpedLoop owner;
    LogStore store;
    /** Syncs that checkpoints wait for, where another thread does them. */
    private final ArrayDeque<Runnable> beside = new ArrayDeque<>();

    private boolean syncsBeside;

    World(Disk disk, StoreConfig config) {
        this.disk = disk;
        this.config = config;
    }

    static StoreConfig small() {
        return new StoreConfig(
                7,
                "cluster",
                false,
                Durability.SYNC,
                4096,
                256,
                16 * 1024,
                3,
                2000,
                1024,
                8 * 1024,
                8,
                new Upkeep(400, true, 200, 1 << 20, Long.MAX_VALUE));
    }

    static LogId id(String topic, int partition) {
        return new LogId(new Uuid(topic.hashCode(), 77), topic, partition);
    }

    World open() throws IOException {
        diskLoop = new PumpedLoop(clock);
        owner = new PumpedLoop(clock);
        diskLoop.turn(0);
        owner.turn(0);
        store = LogStore.open(disk, config, new DiskThreads(diskLoop, diskLoop, this::sync), clock);
        return this;
    }

    /** From now on checkpoints have their syncs done by another thread, which is {@link #syncBeside}. */
    World syncingBeside() {
        syncsBeside = true;
        return this;
    }

    private void sync(Runnable sync) {
        if (syncsBeside) {
            beside.add(sync);
        } else {
            sync.run();
        }
    }

    /** Whether there was one to do. */
    boolean syncBeside() {
        Runnable sync = beside.poll();
        if (sync != null) {
            sync.run();
        }
        return sync != null;
    }

    PartitionLog log(String topic, int partition) throws IOException {
        return store.openLog(id(topic, partition), owner, config.logDefaults());
    }

    void turn() {
        diskLoop.turn(0);
        owner.turn(0);
    }

    /** Until nothing is due for a virtual second. */
    void settle() {
        for (int ms = 0; ms < 1000; ms += 5) {
            while (syncBeside() || diskLoop.turn(0) + owner.turn(0) > 0) {
                Thread.onSpinWait();
            }
            clock.advance(5);
        }
    }

    static byte[] tail(PartitionLog log, long from, long to) {
        return bytes(log.readTail(from, to, Integer.MAX_VALUE));
    }

    byte[] cold(PartitionLog log, long from, long to) throws IOException {
        List<ByteBuffer> all = new ArrayList<>();
        long next = from;
        while (next < to) {
            List<ByteBuffer> some = coldOnce(log, next, to, 1000);
            if (some.isEmpty()) {
                throw new IOException("nothing at " + next + " of " + to);
            }
            all.addAll(some);
            ByteBuffer last = some.get(some.size() - 1);
            io.millrace.wire.record.BatchCursor cursor = new io.millrace.wire.record.BatchCursor().over(last);
            while (cursor.next()) {
                next = cursor.lastOffset() + 1;
            }
        }
        return bytes(all);
    }

    List<ByteBuffer> coldOnce(PartitionLog log, long from, long to, int maxBytes) throws IOException {
        AtomicReference<List<ByteBuffer>> answer = new AtomicReference<>();
        AtomicReference<IOException> failed = new AtomicReference<>();
        log.readCold(from, to, maxBytes, (slices, failure) -> {
            answer.set(slices);
            failed.set(failure);
        });
        while (answer.get() == null && failed.get() == null) {
            turn();
        }
        if (failed.get() != null) {
            throw failed.get();
        }
        return answer.get();
    }

    static byte[] bytes(List<ByteBuffer> slices) {
        int size = slices.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer joined = ByteBuffer.allocate(size);
        slices.forEach(slice -> joined.put(slice.duplicate()));
        return joined.array();
    }

    void advance(long ms) {
        clock.advance(ms);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private static final class ManualClock implements Clock {
        private long nowNanos = 1;

        void advance(long ms) {
            nowNanos += ms * 1_000_000;
        }

        @Override
        public long wallMs() {
            return nowNanos / 1_000_000;
        }

        @Override
        public long nanos() {
            return nowNanos;
        }
    }
}
