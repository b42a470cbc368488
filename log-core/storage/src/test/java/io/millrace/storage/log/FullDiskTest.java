package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskWatcher.Operation;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A disk without room, wherever that is found out: nothing is lost, and it goes on by itself when there is room. */
class FullDiskTest {
    /** Every one of the script's writes, while the store is young; fewer behind. */
    private static final int WRITES = 200;

    static IntStream writes() {
        return IntStream.range(0, WRITES);
    }

    /** One log, with the bytes that it took. */
    private static final class Kept {
        final PartitionLog log;
        final List<byte[]> batches = new ArrayList<>();
        int snapshots;

        Kept(PartitionLog log) {
            this.log = log;
        }
    }

    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(5));
    private long tag;

    @ParameterizedTest
    @MethodSource("writes")
    void nothingIsLostWhereverRoomRanOut(int failing) throws IOException {
        Rng rng = Rng.seeded(failing);
        World world = new World(disk, World.small()).open();
        List<Kept> logs = logs(world);
        int[] seen = {0};
        boolean[] room = {false};
        disk.watch((operation, path, done) -> {
            boolean needsRoom = operation == Operation.WRITE || operation == Operation.CREATE;
            if (needsRoom && seen[0]++ >= failing && !room[0]) {
                throw new IOException(path + ": No space left on device");
            }
        });
        for (int step = 0; step < 150; step++) {
            Kept kept = logs.get(rng.nextInt(logs.size()));
            work(kept, rng);
            if (rng.nextInt(3) == 0) {
                world.turn();
                world.advance(rng.nextInt(60));
            }
        }
        assertThat(seen[0]).as("the script is long enough").isGreaterThan(failing);
        world.settle();
        assertThat(world.store.failure()).isNull();
        if (rng.nextInt(3) == 0) {
            check(world, logs, true);
            disk.kill();
        } else {
            room[0] = true;
            world.settle();
            assertThat(world.store.shortage()).isNull();
            for (Kept each : logs) {
                assertThat(each.log.accepts()).isTrue();
                assertThat(each.log.durableOffset()).isEqualTo(each.log.endOffset());
                append(each, 100);
            }
            world.settle();
            check(world, logs, false);
            world.close();
        }
        room[0] = true;
        List<Kept> before = logs;
        World again = new World(disk, World.small()).open();
        List<Kept> reopened = logs(again);
        for (int i = 0; i < reopened.size(); i++) {
            Kept kept = reopened.get(i);
            assertThat(kept.log.endOffset())
                    .isBetween(
                            before.get(i).log.durableOffset(), before.get(i).log.endOffset());
            kept.batches.addAll(before.get(i).batches.subList(0, (int) kept.log.endOffset()));
        }
        check(again, reopened, false);
        again.close();
    }

    private List<Kept> logs(World world) throws IOException {
        return List.of(new Kept(world.log("a", 0)), new Kept(world.log("a", 1)), new Kept(world.log("b", 0)));
    }

    private void work(Kept kept, Rng rng) {
        if (kept.log.shortage() == null && kept.log.accepts()) {
            append(kept, rng.nextInt(10) == 0 ? 2500 : rng.nextInt(600));
        }
        if (rng.nextInt(20) == 0) {
            kept.log.saveProducerSnapshot(new ProducerSnapshot(kept.log.endOffset(), new byte[100]));
        }
    }

    private void append(Kept kept, int bytes) {
        long base = kept.log.append(Batches.sized(tag, bytes, 1, tag++), 0);
        kept.batches.add(World.tail(kept.log, base, base + 1));
    }

    /** What is durable is read, from the files or from memory, the very bytes that were appended. */
    private static void check(World world, List<Kept> logs, boolean full) throws IOException {
        for (Kept each : logs) {
            long end = each.log.durableOffset();
            for (long offset = 0; offset < end; offset++) {
                List<ByteBuffer> slices = each.log.readTail(offset, offset + 1, 1);
                byte[] found = slices != null ? World.bytes(slices) : world.cold(each.log, offset, offset + 1);
                assertThat(found).as("offset %d, full: %s", offset, full).isEqualTo(each.batches.get((int) offset));
            }
        }
    }

    @Test
    void clientsAreRefusedBeforeTheNodesOwnRecordsAre() throws IOException {
        disk.capacity(1 << 20);
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.log("t", 0);
        int[] told = {0};
        log.onShortage(() -> told[0]++);
        while (log.shortage() == null) {
            log.append(Batches.sized(1, 300, 1, tag++), 0);
            world.settle();
        }

        assertThat(log.shortage()).contains("memory is nearly full");
        assertThat(told[0]).isEqualTo(1);
        assertThat(log.accepts()).isTrue();
        assertThat(disk.usableBytes()).isBetween(4_000L, 21_000L);
        long own = log.append(Batches.sized(1, 300, 1, tag++), 0);
        world.settle();
        assertThat(log.durableOffset()).isEqualTo(own + 1);

        disk.capacity(2 << 20);
        world.settle();

        assertThat(log.shortage()).isNull();
        world.close();
    }

    @Test
    void deletingMakesRoomOnADiskThatClientsFilled() throws IOException {
        disk.capacity(1 << 20);
        World world = new World(disk, World.small()).open();
        LogConfig config = LogConfig.keeping(Durability.SYNC, 4096);
        PartitionLog log = world.store.openLog(
                World.id("t", 0),
                world.owner,
                new LogConfig(Durability.SYNC, config.roll(), config.retention(), config.compaction(), 0));
        log.onStartMoved(start -> log.saveProducerSnapshot(new ProducerSnapshot(log.endOffset(), new byte[500])));
        while (log.shortage() == null) {
            log.append(Batches.sized(1, 300, 1, tag++), 0);
            world.settle();
        }
        long[] start = {-1};

        log.deleteRecords(log.durableOffset(), (moved, failure) -> start[0] = moved);
        world.settle();

        assertThat(start[0]).isEqualTo(log.endOffset());
        assertThat(log.shortage()).isNull();
        assertThat(disk.usedBytes()).isLessThan(200_000);
        world.close();
        World again = new World(disk, World.small()).open();
        assertThat(again.log("t", 0).producerSnapshot()).isNotNull();
        again.close();
    }

    @Test
    void aSyncThatFailsForWantOfRoomIsAFailedSync() throws IOException {
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.log("t", 0);
        disk.watch((operation, path, done) -> {
            if (operation == Operation.SYNC && !done) {
                throw new io.millrace.storage.disk.SyncFailed(path, new IOException("No space left on device"));
            }
        });

        log.append(Batches.of(1, "a"), 0);
        world.settle();

        assertThat(world.store.failure()).hasMessageContaining("cannot be synced: No space left");
        assertThat(log.durableOffset()).isZero();
        world.close();
    }

    @Test
    void anIndexThatFindsNoRoomLeavesTheLogAsItWas() throws IOException {
        StoreConfig small = World.small();
        StoreConfig config = new StoreConfig(
                7, "c", false, Durability.SYNC, 8 << 20, 1, 64 * 1024, 3, 2000, 1024, 8 * 1024, 8, small.upkeep());
        World world = new World(disk, config).open();
        PartitionLog log = world.log("t", 0);
        boolean[] full = {true};
        int[] refused = {0};
        disk.watch((operation, path, done) -> {
            if (full[0] && operation == Operation.WRITE && path.endsWith("index")) {
                refused[0]++;
                throw new IOException(path + ": No space left on device");
            }
        });
        for (int i = 0; refused[0] < 3; i++) {
            log.append(Batches.sized(i, 12, 1, i), 0);
            if (i % 10 == 0) {
                world.turn();
                world.advance(50);
            }
        }
        full[0] = false;
        world.settle();

        long[] expected = {0};
        log.scanHeaders(0, (buffer, at) -> assertThat(buffer.getLong(at)).isEqualTo(expected[0]++));
        assertThat(expected[0]).isEqualTo(log.endOffset());
        assertThat(log.durableOffset()).isEqualTo(log.endOffset());
        world.close();
    }
}
