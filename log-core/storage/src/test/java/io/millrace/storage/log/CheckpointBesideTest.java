package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.layout.Checkpoint;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Segments are synced by another thread than the one that commits groups. */
class CheckpointBesideTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(4));

    /** Until a checkpoint has begun, which takes a full journal file. */
    private void fillAFile(World world, PartitionLog log) throws IOException {
        long floor = floor();
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1, 450, 1, i), 0);
            world.turn();
        }
        assertThat(floor()).as("nothing is freed yet").isEqualTo(floor);
    }

    private long floor() throws IOException {
        return Objects.requireNonNull(Checkpoint.read(disk)).floor();
    }

    @Test
    void groupsAreAcknowledgedWhileASegmentIsSynced() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);

        fillAFile(world, log);

        assertThat(log.durableOffset()).isEqualTo(40);
        assertThat(world.syncBeside()).as("a sync waits").isTrue();
        disk.crash();
        World again = new World(disk, World.small()).open();
        assertThat(again.log("t", 0).endOffset()).isEqualTo(40);
        again.close();
    }

    @Test
    void theJournalIsFreedOnlyWhenTheSyncHasEnded() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);
        fillAFile(world, log);

        for (int i = 0; i < 200 && log.accepts(); i++) {
            log.append(Batches.sized(1, 450, 1, i), 0);
            world.turn();
        }

        assertThat(log.accepts()).as("a full journal").isFalse();
        world.settle();
        assertThat(log.accepts()).isTrue();
        assertThat(log.durableOffset()).isEqualTo(log.endOffset());
        world.close();
    }

    @Test
    void groupsAreAcknowledgedWhileTheFileIsWritten() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);
        fillAFile(world, log);
        assertThat(world.syncBeside()).as("the segment's sync").isTrue();
        world.turn();
        long floor = floor();

        log.append(Batches.sized(1, 450, 1, 40), 0);
        world.turn();
        assertThat(log.durableOffset()).isEqualTo(41);
        assertThat(floor()).as("the file waits").isEqualTo(floor);

        assertThat(world.syncBeside()).as("the file's turn").isTrue();
        assertThat(floor()).isGreaterThan(floor);
        disk.crash();
        World again = new World(disk, World.small()).open();
        assertThat(again.log("t", 0).endOffset()).isEqualTo(41);
        again.close();
    }

    @Test
    void whatIsDeletedWhileTheFileIsWrittenStaysUntilTheNextOne() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);
        fillAFile(world, log);
        assertThat(world.syncBeside()).as("the segment's sync").isTrue();
        world.turn();

        log.deleteRecords(30, (start, failure) -> {});
        world.turn();
        assertThat(world.syncBeside()).as("the file's turn").isTrue();
        world.turn();

        // That file does not say where the log begins now: all that it names has to be there.
        disk.crash();
        World again = new World(disk, World.small()).open();
        PartitionLog found = again.log("t", 0);
        assertThat(found.endOffset()).isEqualTo(40);
        assertThat(found.startOffset()).isEqualTo(30);
        again.close();
    }

    @Test
    void aCloseWaitsForTheFile() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);
        fillAFile(world, log);
        world.syncBeside();
        world.turn();

        world.close();

        assertThat(Objects.requireNonNull(Checkpoint.read(disk)).clean()).isTrue();
        assertThat(world.syncBeside()).as("one is left in the queue").isTrue();
        assertThat(Objects.requireNonNull(Checkpoint.read(disk)).clean())
                .as("which is done already")
                .isTrue();
    }

    @Test
    void aFailureBesideEndsTheStore() throws IOException {
        World world = new World(disk, World.small()).syncingBeside().open();
        PartitionLog log = world.log("t", 0);
        fillAFile(world, log);
        disk.failSyncAfter(0);

        world.syncBeside();
        world.turn();

        assertThat(world.store.failure()).isNotNull();
        assertThat(log.durableOffset()).isEqualTo(40);
    }
}
