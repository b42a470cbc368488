package io.millrace.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryDiskTest extends DiskContract {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(1));

    @Override
    Disk disk() {
        return disk;
    }

    @Test
    void aCrashKeepsWhatWasSyncedAndForgetsSomeOfTheRest() throws IOException {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            MemoryDisk disk = new MemoryDisk(Rng.seeded(seed));
            try (DiskFile file = disk.open("a")) {
                file.write(text("A".repeat(1000)), 0);
                file.sync();
                disk.syncDirectory("");
                file.write(text("B".repeat(1000)), 1000);
            }
            disk.crash();

            String left = read(disk, "a");
            assertThat(left).startsWith("A".repeat(1000));
            assertThat(left.substring(1000)).matches("[B\0]*");
            seen.add(left);
        }
        assertThat(seen).hasSizeGreaterThan(3).contains("A".repeat(1000), "A".repeat(1000) + "B".repeat(1000));
    }

    @Test
    void aNameThatWasNotSyncedMayBeLostAndComesBackAfterADeletion() throws IOException {
        int lost = 0;
        int back = 0;
        for (long seed = 0; seed < 50; seed++) {
            MemoryDisk disk = new MemoryDisk(Rng.seeded(seed));
            disk.open("kept").close();
            disk.syncDirectory("");
            disk.open("new").sync();
            disk.delete("kept");
            disk.crash();
            lost += disk.exists("new") ? 0 : 1;
            back += disk.exists("kept") ? 1 : 0;
        }
        assertThat(lost).isBetween(10, 49);
        assertThat(back).isBetween(10, 49);
    }

    @Test
    void filesOpenAtTheCrashAreDeadAndLocksAreFree() throws Exception {
        DiskFile file = disk.open("a");
        AutoCloseable lock = disk.lock("l");
        disk.crash();

        assertThatThrownBy(file::size).isInstanceOf(IOException.class);
        AutoCloseable second = disk.lock("l");
        lock.close();
        assertThatThrownBy(() -> disk.lock("l")).isInstanceOf(DirectoryInUse.class);
        second.close();
    }

    @Test
    void aFailedSyncLosesItsPagesEvenIfTheNextOneSucceeds() throws IOException {
        DiskFile file = disk.open("a");
        file.write(text("old"), 0);
        file.sync();
        disk.syncDirectory("");
        file.write(text("new"), 0);
        disk.failSyncAfter(0);

        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.sync();
        assertThat(read(disk, "a")).isEqualTo("new");
        disk.crash();

        assertThat(read(disk, "a")).isEqualTo("old");
    }

    @Test
    void aKilledProcessLeavesWhatItWroteAndNeitherHandlesNorLocks() throws Exception {
        DiskFile file = disk.open("a");
        file.write(text("cached"), 0);
        disk.lock(".lock");

        disk.kill();

        assertThat(read(disk, "a")).isEqualTo("cached");
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        disk.lock(".lock").close();
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        disk.capacity(10);
        DiskFile file = disk.open("a");
        file.write(text("12345"), 0);

        assertThatThrownBy(() -> file.write(text("1234567"), 5))
                .isInstanceOfSatisfying(
                        IOException.class, e -> assertThat(DiskFull.is(e)).isTrue());
        assertThat(file.size()).isEqualTo(10);
        file.write(text("abc"), 0);
        disk.capacity(100);
        file.write(text("1234567"), 5);

        assertThat(read(disk, "a")).isEqualTo("abc451234567");
        assertThat(disk.usedBytes()).isEqualTo(12);
    }

    @Test
    void readsFailWhenAskedTo() throws IOException {
        DiskFile file = disk.open("a");
        file.write(text("x"), 0);
        disk.failReads(path -> path.equals("a"));

        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
    }
}
