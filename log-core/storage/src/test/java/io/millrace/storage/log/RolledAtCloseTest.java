package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A segment that was begun by time, and has nothing yet when the store is closed. */
class RolledAtCloseTest {
    private static final LogConfig ROLLS_BY_TIME = new LogConfig(
            Durability.SYNC,
            new LogConfig.Roll(2048, 100, 0),
            LogConfig.Retention.KEEP,
            new LogConfig.Compaction(true, 0.01, 0, Long.MAX_VALUE, 2_000, 1_000_000),
            0);

    private static final LogConfig FORGETS_ALL = new LogConfig(
            Durability.SYNC,
            LogConfig.Roll.bySize(2048),
            new LogConfig.Retention(true, 50, -1),
            LogConfig.Compaction.NONE,
            0);

    @Test
    void isNoDamageEitherWhenRetentionBeganIt() throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(1));
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, FORGETS_ALL);
        log.append(Batches.of(1, "a", "b"), 0);
        world.turn();
        world.close();
        World second = new World(disk, World.small()).open();
        PartitionLog old = second.store.openLog(World.id("t", 0), second.owner, FORGETS_ALL);
        second.turn();
        second.advance(600);
        // Retention rolls on the disk loop; its word to the owner comes too late.
        second.diskLoop.turn(0);
        assertThat(old.stored().files().startOfNewest()).isEqualTo(2);
        second.close();

        World again = new World(disk, World.small()).open();
        PartitionLog found = again.store.openLog(World.id("t", 0), again.owner, FORGETS_ALL);

        assertThat(found.endOffset()).isEqualTo(2);
        again.close();
    }

    @Test
    void isNoDamage() throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(1));
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, ROLLS_BY_TIME);
        log.append(Batches.of(1, "a", "b"), 0);
        world.settle();
        assertThat(log.stored().files().startOfNewest()).isEqualTo(2);
        world.close();

        World again = new World(disk, World.small()).open();
        PartitionLog found = again.store.openLog(World.id("t", 0), again.owner, ROLLS_BY_TIME);

        assertThat(found.endOffset()).isEqualTo(2);
        found.append(Batches.of(2, "c"), 0);
        again.settle();
        assertThat(again.cold(found, 2, 3)).isNotEmpty();
        again.close();
    }
}
