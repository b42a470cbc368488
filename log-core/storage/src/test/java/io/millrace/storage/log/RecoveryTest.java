package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.layout.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start after a crash reads, syncs and keeps open. */
class RecoveryTest {
    private static final int LOGS = 300;
    private static final String SEGMENT = "t-0/%020d.log";

    private final MemoryDisk memory = new MemoryDisk(Rng.seeded(5));
    private final MeteredDisk disk = new MeteredDisk(memory);

    @Test
    void readsNoSegmentThatWasKnownToBeSynced() throws IOException {
        World world = new World(memory, World.small()).open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 300; i++) {
            log.append(Batches.sized(i, 500, 1, i), 0);
            world.settle();
        }
        long end = log.endOffset();
        memory.kill();
        Checkpoint.Line line = Checkpoint.read(memory).logs().get(0);
        String newest = SEGMENT.formatted(line.bound().segmentBase());
        assertThat(line.bound().segmentBase()).as("there is much to read").isGreaterThan(200);

        World again = new World(disk, World.small()).open();
        PartitionLog reopened = again.log("t", 0);

        assertThat(reopened.endOffset()).isEqualTo(end);
        disk.read.forEach((path, bytes) -> {
            if (path.endsWith("index") && path.startsWith("t-0/")) {
                assertThat(path.substring(0, 24)).isGreaterThanOrEqualTo(newest.substring(0, 24));
                assertThat(bytes).as(path).isLessThan(500);
            } else if (path.endsWith(".log")) {
                assertThat(path).isGreaterThanOrEqualTo(newest);
            }
        });
        assertThat(disk.read.getOrDefault(newest, 0L))
                .isLessThanOrEqualTo(size(newest) - line.bound().position());
        again.close();
    }

    @Test
    void syncsNoLogBeforeTheFirstRecord() throws IOException {
        StoreConfig config = World.small().journal(256 * 1024, 4, 64 * 1024);
        World world = new World(memory, config).open();
        List<PartitionLog> logs = logs(world);
        for (PartitionLog log : logs) {
            log.append(Batches.sized(1, 100, 2, log.id().partition()), 0);
        }
        world.settle();
        memory.kill();

        World again = new World(disk, config).open();
        assertThat(disk.syncs()).isLessThan(20);
        List<PartitionLog> reopened = logs(again);
        reopened.get(7).append(Batches.sized(2, 100, 1, 0), 0);
        again.turn();
        assertThat(reopened.get(7).durableOffset()).isEqualTo(3);
        memory.crash();

        World third = new World(memory, config).open();
        for (PartitionLog log : logs(third)) {
            assertThat(log.endOffset()).as("%s", log.id()).isEqualTo(log.id().partition() == 7 ? 3 : 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aLogWhosePredecessorsDeletionWasNeverDurableKeepsItsBatches(int nth) throws IOException {
        StoreConfig config = World.small();
        World world = new World(memory, config).open();
        PartitionLog old = world.log("t", 0);
        old.append(Batches.sized(1, 100, 1, 0), 0);
        // The journal is kept for it.
        world.log("u", 0).append(Batches.sized(1, 100, 1, 0), 0);
        world.settle();
        world.store.delete(old.id());
        LogId successor = new LogId(new Uuid(nth * 1_000_003L, nth), "t", 0);
        world.store.openLog(successor, world.owner, config.logDefaults());
        memory.kill();

        World second = new World(memory, config).open();
        PartitionLog log = second.store.openLog(successor, second.owner, config.logDefaults());
        log.append(Batches.sized(2, 3000, 2, 0), 0);
        second.settle();
        assertThat(log.durableOffset()).isEqualTo(2);
        memory.kill();

        World third = new World(memory, config).open();
        PartitionLog kept = third.store.openLog(successor, third.owner, config.logDefaults());
        assertThat(kept.endOffset()).isEqualTo(2);
        assertThat(third.cold(kept, 0, 2)).isNotEmpty();
        third.close();
    }

    @Test
    void theJournalThatWasKeptIsFreedInTime() throws IOException {
        StoreConfig config = World.small();
        long[] ends = new long[10];
        for (int life = 0; life < 6; life++) {
            World world = new World(memory, config).open();
            for (int partition = 0; partition < ends.length; partition++) {
                PartitionLog log = world.log("t", partition);
                assertThat(log.endOffset()).isEqualTo(ends[partition]);
                // More than the journal holds, so that the files that were kept are needed.
                for (int i = 0; i < 20; i++) {
                    assertThat(log.accepts()).isTrue();
                    log.append(Batches.sized(i, 400, 1, i), 0);
                    world.settle();
                }
                ends[partition] = log.durableOffset();
                assertThat(ends[partition]).isEqualTo(20 * (life + 1));
            }
            memory.crash();
        }
    }

    @Test
    void logsAtRestHoldNoFileOpen() throws IOException {
        StoreConfig config = World.small().journal(256 * 1024, 4, 64 * 1024);
        World world = new World(memory, config).open();
        for (PartitionLog log : logs(world)) {
            log.append(Batches.sized(1, 100, 2, 0), 0);
        }
        world.settle();
        memory.kill();

        World again = new World(disk, config).open();
        List<PartitionLog> reopened = logs(again);
        int rest = disk.openFiles();
        assertThat(rest).isLessThanOrEqualTo(config.journalFiles());
        for (PartitionLog log : reopened) {
            log.append(Batches.sized(2, 100, 2, 0), 0);
            again.coldOnce(log, 0, 1, 1);
        }
        assertThat(disk.openFiles()).isLessThanOrEqualTo(config.openFiles() + config.journalFiles());
        for (int check = 0; check < 3; check++) {
            again.advance(config.upkeep().checkMs());
            again.settle();
        }
        assertThat(disk.openFiles()).isLessThanOrEqualTo(config.journalFiles());
        again.close();
        assertThat(disk.openFiles()).isZero();
    }

    private static List<PartitionLog> logs(World world) throws IOException {
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            logs.add(world.log("t", i));
        }
        return logs;
    }

    private long size(String path) throws IOException {
        try (var file = memory.open(path)) {
            return file.size();
        }
    }
}
