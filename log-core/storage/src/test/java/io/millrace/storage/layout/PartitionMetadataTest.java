package io.millrace.storage.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionMetadataTest {
    private static final Uuid TOPIC = new Uuid(1, 2);

    private static MemoryDisk disk(long seed) throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(seed));
        disk.createDirectories("t-0");
        disk.syncDirectory("");
        return disk;
    }

    @Test
    void readsTheTopicOfADirectoryAgain() throws IOException {
        MemoryDisk disk = disk(1);
        assertThat(PartitionMetadata.read(disk, "t-0")).isNull();

        PartitionMetadata.write(disk, "t-0", TOPIC, false);

        assertThat(PartitionMetadata.read(disk, "t-0")).isEqualTo(TOPIC);
    }

    @Test
    void makingItDurableOnceMoreNeverPutsItAtRisk() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            MemoryDisk disk = disk(seed);
            PartitionMetadata.write(disk, "t-0", TOPIC, true);
            disk.syncDirectory("t-0");
            disk.failSyncAfter(0);
            assertThatThrownBy(() -> PartitionMetadata.write(disk, "t-0", TOPIC, true))
                    .isInstanceOf(IOException.class);

            disk.crash();

            assertThat(PartitionMetadata.read(disk, "t-0")).as("seed %d", seed).isEqualTo(TOPIC);
        }
    }
}
