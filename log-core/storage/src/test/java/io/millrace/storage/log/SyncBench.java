package io.millrace.storage.log;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;

/**
 * Journal against plain per-file group sync on a real disk (ADR 7). No unit test: run its {@code main} with the folder to
 * write to and the seconds for each figure. Producers have one batch in flight each and go round over the partitions.
 */
public final class SyncBench {
    private static final int MAX_LATENCIES = 1 << 20;
    private static final int FILES = -1;
    private static final int DEFAULT_REFERENCE = 0;

    private final PumpedLoop owner = new PumpedLoop(Clock.SYSTEM);
    private final long[] latencies = new long[MAX_LATENCIES];
    private int acknowledged;
    private volatile boolean stop;

    private SyncBench() {}

    /** Takes one batch for a partition and says when it is on disk. */
    private interface Sink {
        void append(int partition, ByteBuffer batch, Runnable acknowledged);
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args.length > 0 ? args[0] : "target/sync-bench");
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
        System.out.printf(
                "fdatasync of 4 KiB: in place %d us, appending %d us%n", probe(root, true), probe(root, false));
        if (args.length > 2) {
            compareReferences(root, seconds);
            return;
        }
        System.out.println(
                "partitions producers   bytes |  journal/s   p50us   p99us |    files/s   p50us   p99us | ratio");
        for (int bytes : new int[] {100, 1024, 65536}) {
            for (int partitions : new int[] {1, 16, 200}) {
                for (int producers : new int[] {1, 64}) {
                    long[] journal = run(root, seconds, partitions, producers, bytes, DEFAULT_REFERENCE);
                    long[] files = run(root, seconds, partitions, producers, bytes, FILES);
                    print(partitions, producers, bytes, journal, files);
                }
            }
        }
    }

    private static void compareReferences(Path root, double seconds) throws Exception {
        System.out.println(
                "partitions producers   bytes |   inline/s   p50us   p99us | reference/s  p50us   p99us | ratio");
        for (int bytes : new int[] {16384, 65536, 262144, 1048576}) {
            for (int partitions : new int[] {1, 16, 200}) {
                for (int producers : new int[] {1, 16}) {
                    long[] inline = run(root, seconds, partitions, producers, bytes, 8 << 20);
                    long[] reference = run(root, seconds, partitions, producers, bytes, 1);
                    print(partitions, producers, bytes, inline, reference);
                }
            }
        }
    }

    private static void print(int partitions, int producers, int bytes, long[] left, long[] right) {
        System.out.printf(
                "%10d %9d %7d | %10d %7d %7d | %10d %7d %7d | %5.2f%n",
                partitions,
                producers,
                bytes,
                left[0],
                left[1],
                left[2],
                right[0],
                right[1],
                right[2],
                (double) left[0] / right[0]);
    }

    private static long probe(Path root, boolean inPlace) throws IOException {
        Disk disk = new FileDisk(root);
        ByteBuffer page = ByteBuffer.allocateDirect(4096);
        try (DiskFile file = disk.open("probe")) {
            for (int i = 0; inPlace && i < 1000; i++) {
                file.write(page.clear(), i * 4096L);
            }
            file.sync();
            long[] nanos = new long[500];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                file.write(page.clear(), i * 4096L);
                file.sync();
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos[nanos.length / 2] / 1000;
        } finally {
            disk.delete("probe");
        }
    }

    private static long[] run(Path root, double seconds, int partitions, int producers, int bytes, int byReference)
            throws Exception {
        Path directory = root.resolve("run");
        Files.createDirectories(directory);
        FileDisk disk = new FileDisk(directory);
        PumpedLoop diskLoop = new PumpedLoop(Clock.SYSTEM);
        SyncBench bench = new SyncBench();
        Thread diskThread = new Thread(() -> {
            while (!bench.stop) {
                diskLoop.turn(100);
            }
        });
        diskThread.start();
        LogStore store = null;
        Sink sink;
        bench.owner.turn(0);
        if (byReference != FILES) {
            StoreConfig config = StoreConfig.of(1, "bench");
            if (byReference != DEFAULT_REFERENCE) {
                config = config.journal(config.journalFileBytes(), config.journalFiles(), byReference);
            }
            store = LogStore.open(disk, config, DiskThreads.one(diskLoop), Clock.SYSTEM);
            sink = new JournalSink(store, bench.owner, partitions);
        } else {
            sink = new FilesSink(disk, bench.owner, diskLoop, partitions);
        }
        long[] result = bench.drive(sink, seconds, partitions, producers, bytes);
        if (store != null) {
            store.close();
        }
        bench.stop = true;
        diskThread.join();
        new FileDisk(root).deleteTree("run");
        return result;
    }

    private long[] drive(Sink sink, double seconds, int partitions, int producers, int bytes) {
        ByteBuffer batch = Batches.sized(1, Math.max(12, bytes - 75), 1, 1);
        AtomicInteger next = new AtomicInteger();
        boolean[] running = {true};
        for (int i = 0; i < producers; i++) {
            owner.execute(() -> produce(sink, partitions, batch, next, running));
        }
        turnFor(seconds / 4);
        acknowledged = 0;
        long start = System.nanoTime();
        turnFor(seconds);
        double took = (System.nanoTime() - start) / 1e9;
        long perSecond = (long) (acknowledged / took);
        running[0] = false;
        int kept = Math.min(acknowledged, MAX_LATENCIES);
        long[] sorted = Arrays.copyOf(latencies, kept);
        Arrays.sort(sorted);
        turnFor(0.3);
        return new long[] {perSecond, sorted[kept / 2] / 1000, sorted[(int) (kept * 0.99)] / 1000};
    }

    private void turnFor(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            owner.turn(10);
        }
    }

    private void produce(Sink sink, int partitions, ByteBuffer batch, AtomicInteger next, boolean[] running) {
        if (!running[0]) {
            return;
        }
        long start = System.nanoTime();
        sink.append(next.getAndIncrement() % partitions, batch, () -> {
            latencies[acknowledged++ & (MAX_LATENCIES - 1)] = System.nanoTime() - start;
            owner.execute(() -> produce(sink, partitions, batch, next, running));
        });
    }

    private static final class JournalSink implements Sink {
        private final List<PartitionLog> logs = new ArrayList<>();
        private final List<ArrayDeque<Runnable>> waiting = new ArrayList<>();
        private final List<ArrayDeque<Long>> offsets = new ArrayList<>();
        private final ArrayDeque<Runnable> held = new ArrayDeque<>();

        JournalSink(LogStore store, PumpedLoop owner, int partitions) throws IOException {
            for (int i = 0; i < partitions; i++) {
                PartitionLog log = store.openLog(
                        new LogId(new Uuid(1, 1), "bench", i), owner, LogConfig.keeping(Durability.SYNC, 1 << 30));
                ArrayDeque<Runnable> waits = new ArrayDeque<>();
                ArrayDeque<Long> ends = new ArrayDeque<>();
                log.onDurable(offset -> {
                    while (!ends.isEmpty() && ends.peek() <= offset) {
                        ends.poll();
                        waits.poll().run();
                    }
                });
                logs.add(log);
                waiting.add(waits);
                offsets.add(ends);
            }
            logs.get(0).onAccepts(() -> {
                for (int i = held.size(); i > 0; i--) {
                    held.poll().run();
                }
            });
        }

        @Override
        public void append(int partition, ByteBuffer batch, Runnable acknowledged) {
            PartitionLog log = logs.get(partition);
            if (!log.accepts()) {
                held.add(() -> append(partition, batch, acknowledged));
                return;
            }
            log.append(batch, 0);
            offsets.get(partition).add(log.endOffset());
            waiting.get(partition).add(acknowledged);
        }
    }

    private static final class FilesSink implements Sink {
        private record Write(int partition, ByteBuffer copy, Runnable acknowledged) {}

        private final ConcurrentLinkedQueue<Write> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger queued = new AtomicInteger();
        private final PumpedLoop owner;
        private final PumpedLoop diskLoop;
        private final DiskFile[] files;
        private final long[] positions;

        FilesSink(Disk disk, PumpedLoop owner, PumpedLoop diskLoop, int partitions) throws IOException {
            this.owner = owner;
            this.diskLoop = diskLoop;
            this.files = new DiskFile[partitions];
            this.positions = new long[partitions];
            for (int i = 0; i < partitions; i++) {
                files[i] = disk.open(i + ".log");
            }
        }

        @Override
        public void append(int partition, ByteBuffer batch, Runnable acknowledged) {
            ByteBuffer copy = ByteBuffer.allocate(batch.remaining())
                    .put(batch.duplicate())
                    .flip();
            queue.add(new Write(partition, copy, acknowledged));
            if (queued.getAndIncrement() == 0) {
                diskLoop.execute(this::group);
            }
        }

        private void group() {
            int count = queued.get();
            List<Write> group = new ArrayList<>(count);
            List<List<ByteBuffer>> byFile = new ArrayList<>();
            for (int i = 0; i < files.length; i++) {
                byFile.add(null);
            }
            for (int i = 0; i < count; i++) {
                Write write = queue.poll();
                group.add(write);
                if (byFile.get(write.partition()) == null) {
                    byFile.set(write.partition(), new ArrayList<>());
                }
                byFile.get(write.partition()).add(write.copy());
            }
            try {
                for (int i = 0; i < files.length; i++) {
                    if (byFile.get(i) != null) {
                        ByteBuffer[] buffers = byFile.get(i).toArray(ByteBuffer[]::new);
                        long bytes = Arrays.stream(buffers)
                                .mapToLong(ByteBuffer::remaining)
                                .sum();
                        files[i].write(buffers, positions[i]);
                        files[i].sync();
                        positions[i] += bytes;
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            owner.execute(() -> group.forEach(write -> write.acknowledged().run()));
            if (queued.addAndGet(-count) > 0) {
                diskLoop.execute(this::group);
            }
        }
    }
}
