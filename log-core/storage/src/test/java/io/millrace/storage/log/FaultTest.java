package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.segment.CorruptLog;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    private static final String SEGMENT = "t-0/00000000000000000000.log";

    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(21));

    private World open() throws IOException {
        return new World(disk, World.small()).open();
    }

    /** A log with a durable part and a part that no checkpoint knows, as a killed process leaves it. */
    private long killedWith(int checkpointed, int later) throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < checkpointed; i++) {
            log.append(Batches.sized(i, 100, 1, i), 0);
        }
        world.settle();
        world.close();
        World second = open();
        PartitionLog reopened = second.log("t", 0);
        for (int i = 0; i < later; i++) {
            reopened.append(Batches.sized(i, 100, 1, i), 0);
        }
        second.settle();
        long end = reopened.durableOffset();
        disk.crash();
        return end;
    }

    private void flip(String path, long position) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            file.write(one, position);
            file.sync();
        }
    }

    private void cut(String path, long bytes) throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.truncate(file.size() - bytes);
            file.sync();
        }
    }

    private long size(String path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            return file.size();
        }
    }

    @Test
    void aTornTailIsCutAndWhatWasJournaledIsWrittenAgain() throws IOException {
        long end = killedWith(5, 3);
        long bound = 5L * Batches.sized(0, 100, 1, 0).remaining();
        try (DiskFile file = disk.open(SEGMENT)) {
            file.truncate(bound);
            file.write(ByteBuffer.wrap(new byte[50]), bound);
            file.sync();
        }

        World world = open();
        PartitionLog log = world.log("t", 0);

        assertThat(log.endOffset()).isEqualTo(end).isEqualTo(8);
        assertThat(world.cold(log, 0, 8)).hasSize((int) (bound / 5 * 8));
        world.close();
    }

    @Test
    void damageBelowTheDurableBoundIsNeverCutOff() throws IOException {
        killedWith(5, 0);
        long size = size(SEGMENT);
        cut(SEGMENT, 10);

        World world = open();

        assertThatThrownBy(() -> world.log("t", 0))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining(SEGMENT)
                .hasMessageContaining("offset 5");
        assertThat(size(SEGMENT)).isEqualTo(size - 10);
        // One bad log is one log offline.
        PartitionLog other = world.log("t", 1);
        other.append(Batches.of(1, "a"), 0);
        world.settle();
        assertThat(other.durableOffset()).isEqualTo(1);
        world.close();
    }

    @Test
    void aFileThatShrankAfterACleanCloseIsNamed() throws IOException {
        World world = open();
        world.log("t", 0).append(Batches.of(1, "a"), 0);
        world.settle();
        world.close();
        cut(SEGMENT, 1);

        World again = open();

        assertThatThrownBy(() -> again.log("t", 0))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining(SEGMENT);
        again.close();
    }

    @Test
    void aFlippedBitIsFoundWhenItIsReadAndNotServed() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 4; i++) {
            log.append(Batches.sized(i, 100, 1, i), 0);
        }
        world.settle();
        int size = Batches.sized(0, 100, 1, 0).remaining();
        flip(SEGMENT, 2L * size + 80);

        assertThat(world.coldOnce(log, 0, 2, 1000)).hasSize(1);
        assertThatThrownBy(() -> world.cold(log, 0, 4))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining(SEGMENT + " is damaged at byte " + 2 * size + " (offset 2)");
        world.close();
    }

    @Test
    void aHoleInTheJournalKeepsOnlyTheLogOfflineThatLacksABatch() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        PartitionLog other = world.log("t", 1);
        world.settle();
        for (int i = 0; i < 3; i++) {
            log.append(Batches.of(i, "x"), 0);
            world.diskLoop.turn(0);
        }
        other.append(Batches.of(1, "y"), 0);
        world.turn();
        disk.crash();
        // The creations' group fills the first sector, each batch one more.
        flip("journal/" + disk.list("journal").get(0), 2 * 512 + 80);

        World again = open();

        assertThatThrownBy(() -> again.log("t", 0))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining("goes on at 2");
        assertThat(again.log("t", 1).endOffset()).isEqualTo(1);
        again.close();
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledgedAnyMore() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        PartitionLog other = world.log("t", 1);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        List<IOException> failures = new ArrayList<>();
        log.onFailure(failures::add);
        other.onFailure(failures::add);
        disk.failSyncAfter(0);

        log.append(Batches.of(1, "b"), 0);
        world.settle();

        assertThat(failures).hasSize(2);
        assertThat(log.failure()).isNotNull();
        assertThat(world.store.failure()).isNotNull();
        assertThat(log.accepts()).isFalse();
        assertThat(other.accepts()).isFalse();
        assertThat(log.durableOffset()).isEqualTo(1);
        assertThat(log.readTail(0, 1, 1000)).hasSize(1);
        assertThat(world.coldOnce(log, 0, 1, 1000)).hasSize(1);
        world.close();
        disk.crash();
        World again = open();
        assertThat(again.log("t", 0).endOffset()).isEqualTo(1);
        again.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSyncThatFailedInACheckpointIsNotTriedAgain(boolean beside) throws IOException {
        for (int syncs = 0; syncs < 60; syncs++) {
            MemoryDisk failing = new MemoryDisk(Rng.seeded(syncs));
            World world = new World(failing, World.small());
            if (beside) {
                world.syncingBeside();
            }
            world.open();
            PartitionLog log = world.log("t", 0);
            PartitionLog other = world.log("t", 1);
            failing.failSyncAfter(syncs);
            for (int i = 0; i < 100 && log.accepts() && other.accepts(); i++) {
                log.append(Batches.sized(1, 500, 1, i), 0);
                other.append(Batches.sized(1, 500, 1, i), 0);
                world.turn();
                if (i % 3 == 0) {
                    world.syncBeside();
                }
            }
            world.settle();
            assertThat(world.store.failure()).as("sync %d", syncs).isNotNull();
            long durable = log.durableOffset();
            failing.crash();

            World again = new World(failing, World.small()).open();

            PartitionLog kept = again.log("t", 0);
            assertThat(kept.endOffset()).as("sync %d", syncs).isGreaterThanOrEqualTo(durable);
            again.log("t", 1);
            long[] last = {-1};
            kept.scanHeaders(0, (buffer, at) -> last[0] = BatchHeader.lastOffset(buffer, at));
            assertThat(last[0]).as("sync %d", syncs).isEqualTo(kept.endOffset() - 1);
            again.close();
        }
    }

    @Test
    void aFullDiskHoldsProducersAndGoesOnWhenThereIsRoom() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        int[] told = {0};
        log.onAccepts(() -> told[0]++);
        disk.capacity(disk.usedBytes() + 100);
        while (log.accepts() && log.endOffset() < 100) {
            log.append(Batches.sized(1, 300, 1, 0), 0);
            world.settle();
        }
        long end = log.endOffset();
        assertThat(end).isLessThan(100);
        assertThat(log.failure()).isNull();
        assertThat(log.readTail(end - 1, end, 1)).hasSize(1);
        assertThat(world.coldOnce(log, 0, 1, 1000)).hasSize(1);
        assertThat(told[0]).isZero();

        disk.capacity(Long.MAX_VALUE);
        world.settle();

        assertThat(told[0]).isEqualTo(1);
        assertThat(log.accepts()).isTrue();
        assertThat(log.durableOffset()).isEqualTo(end);
        assertThat(world.cold(log, 0, end)).isNotEmpty();
        world.close();
        World again = open();
        assertThat(again.log("t", 0).endOffset()).isEqualTo(end);
        again.close();
    }

    @Test
    void aFullJournalHoldsProducersUntilACheckpointMadeRoom() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        List<Boolean> accepted = new ArrayList<>();
        boolean[] told = {false};
        log.onAccepts(() -> told[0] = true);
        for (int i = 0; i < 200; i++) {
            log.append(Batches.sized(1, 400, 1, i), 0);
        }
        // Runs behind the first group, which fills the journal.
        world.diskLoop.execute(() -> accepted.add(log.accepts()));

        world.settle();

        assertThat(accepted).containsExactly(false);
        assertThat(told[0]).isTrue();
        assertThat(log.accepts()).isTrue();
        assertThat(log.durableOffset()).isEqualTo(200);
        assertThat(disk.usedBytes()).isLessThan(200 * 500 + 4 * 16 * 1024);
        world.close();
    }

    @Test
    void indexesThatAreMissingCutOrWrongAreMadeAnew() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 100; i++) {
            log.append(Batches.sized(1000 + i, 100, 1, i), 0);
        }
        world.settle();
        byte[] expected = world.cold(log, 0, 100);
        world.close();
        String index = "t-0/00000000000000000000.index";
        String timeIndex = "t-0/00000000000000000000.timeindex";
        long indexSize = size(index);
        assertThat(indexSize).isPositive();

        for (int damage = 0; damage < 3; damage++) {
            switch (damage) {
                case 0 -> {
                    disk.delete(index);
                    disk.delete(timeIndex);
                }
                case 1 -> {
                    cut(index, 5);
                    cut(timeIndex, 5);
                }
                default -> {
                    for (long at = 0; at < indexSize; at++) {
                        flip(index, at);
                    }
                    flip(timeIndex, 6);
                    flip(timeIndex, 18);
                }
            }
            World again = open();
            PartitionLog reopened = again.log("t", 0);
            assertThat(again.cold(reopened, 0, 100)).isEqualTo(expected);
            for (int offset = 0; offset < 100; offset += 7) {
                long[] found = {-1};
                reopened.offsetForTimestamp(1000 + offset, (at, failure) -> found[0] = at == null ? -2 : at.offset());
                again.settle();
                assertThat(found[0]).as("damage %d", damage).isEqualTo(offset);
                assertThat(again.coldOnce(reopened, offset, 100, 1)).hasSize(1);
            }
            again.close();
            assertThat(size(index)).as("damage %d", damage).isBetween(indexSize - 8, indexSize);
        }
    }

    @Test
    void aFailedReadIsTheReadersOnly() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        disk.failReads(path -> path.endsWith(".log"));

        assertThatThrownBy(() -> world.coldOnce(log, 0, 1, 100)).hasMessageContaining("Input/output error");
        log.append(Batches.of(1, "b"), 0);
        world.settle();

        assertThat(log.durableOffset()).isEqualTo(2);
        world.close();
    }

    @Test
    void aReadThatDiesOfMemoryIsToldAndTheDiskThreadGoesOn() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        disk.failReads(path -> {
            throw new OutOfMemoryError("planted");
        });

        assertThatThrownBy(() -> world.coldOnce(log, 0, 1, 100)).hasMessageContaining("planted");
        disk.failReads(path -> false);

        assertThat(world.coldOnce(log, 0, 1, 100)).hasSize(1);
        world.close();
    }

    @Test
    void aDamagedSnapshotIsAsGoodAsNone() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        log.saveProducerSnapshot(new ProducerSnapshot(1, new byte[] {1, 2, 3}));
        world.close();
        flip("t-0/00000000000000000001.snapshot", 5);

        World again = open();
        assertThat(again.log("t", 0).producerSnapshot()).isNull();
        again.close();
    }
}
