package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.segment.CorruptLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A store that was closed is opened as it was. */
class CleanCloseTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(3));

    private World open() throws IOException {
        return new World(disk, World.small()).open();
    }

    private void closeWithAnEmptySegment() throws IOException {
        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        assertThat(log.stored().files().roll()).isTrue();
        world.close();
    }

    @Test
    void aNewestSegmentWithoutABatchIsNoDamage() throws IOException {
        closeWithAnEmptySegment();

        World world = open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "b"), 0);
        world.settle();

        assertThat(world.cold(log, 0, 2)).isNotEmpty();
        assertThat(log.stored().files().segmentCount()).isEqualTo(2);
        world.close();
    }

    @Test
    void oneThatHasBytesAfterAllIs() throws IOException {
        closeWithAnEmptySegment();
        try (DiskFile file = disk.open("t-0/00000000000000000001.log")) {
            file.write(ByteBuffer.wrap(new byte[10]), 0);
        }

        World world = open();

        assertThatThrownBy(() -> world.log("t", 0))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining("t-0/00000000000000000001.log");
        world.close();
    }
}
