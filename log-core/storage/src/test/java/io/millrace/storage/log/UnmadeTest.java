package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs that nothing was written to have no directory. */
class UnmadeTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(8));

    private World withLogs(int count) throws IOException {
        World world = new World(disk, World.small()).open();
        for (int partition = 0; partition < count; partition++) {
            world.log("t", partition);
        }
        world.turn();
        return world;
    }

    private void assertNothingButStored(World world, int count) throws IOException {
        assertThat(disk.list("")).noneMatch(name -> name.startsWith("t-"));
        assertThat(world.store.recovered())
                .extracting(LogId::partition)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void theyAreThereAfterACrashAndAfterAClose() throws IOException {
        withLogs(30);
        disk.crash();

        World recovered = new World(disk, World.small()).open();
        assertNothingButStored(recovered, 30);
        assertThat(recovered.log("t", 3).endOffset()).isZero();
        recovered.close();

        World reopened = new World(disk, World.small()).open();
        assertNothingButStored(reopened, 30);
        assertThat(reopened.log("t", 4).endOffset()).isZero();
        reopened.close();
    }

    @Test
    void theFirstRecordIsDurableWithTheNameOfItsDirectory() throws IOException {
        for (int bytes : new int[] {100, 3000}) {
            int partition = bytes == 100 ? 0 : 1;
            withLogs(2).close();
            World world = new World(disk, World.small()).open();
            PartitionLog log = world.log("t", partition);

            log.append(Batches.sized(1, bytes, 1, 0), 0);
            world.turn();
            assertThat(log.durableOffset()).isEqualTo(1);
            disk.crash();

            World again = new World(disk, World.small()).open();
            assertThat(again.log("t", partition).endOffset())
                    .as(bytes + " bytes")
                    .isEqualTo(1);
            assertThat(disk.list("")).contains("t-" + partition);
            again.close();
        }
    }

    @Test
    void theyCanBeDeletedAndTheNameTakenAgain() throws IOException {
        World world = withLogs(2);
        world.store.delete(World.id("t", 0));
        world.turn();
        PartitionLog taken = world.log("t", 0);
        taken.append(Batches.sized(1, 100, 1, 0), 0);
        world.turn();
        world.store.delete(World.id("t", 1));
        world.turn();
        disk.crash();

        World again = new World(disk, World.small()).open();
        assertThat(again.store.recovered()).extracting(LogId::partition).containsExactly(0);
        assertThat(again.log("t", 0).endOffset()).isEqualTo(1);
        again.close();
    }

    @Test
    void aDeletionThatWasCutShortCanBeDoneAgain() throws IOException {
        World world = new World(disk, World.small()).open();
        world.log("t", 0).append(Batches.sized(1, 100, 1, 0), 0);
        world.settle();
        // The directory has its new name, and the journal was not told.
        world.store.delete(World.id("t", 0));
        disk.syncDirectory("");
        disk.crash();
        World again = new World(disk, World.small()).open();
        assertThat(disk.list("")).contains("t-0");

        again.store.delete(World.id("t", 0));
        again.turn();

        PartitionLog other = again.log("u", 0);
        other.append(Batches.sized(1, 100, 1, 0), 0);
        again.turn();
        assertThat(other.durableOffset()).isEqualTo(1);
        assertThat(disk.list("")).noneMatch(name -> name.startsWith("t-"));
        again.close();
    }
}
