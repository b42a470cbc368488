package io.millrace.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Uuid TOPIC = new Uuid(5, 6);
    private static final int FILE_BYTES = 16 * 1024;

    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(3));

    @BeforeEach
    void directory() throws IOException {
        disk.createDirectories("journal");
        disk.syncDirectory("");
    }

    private Journal journal(long sequence, long generation) {
        return new Journal(disk, "journal", FILE_BYTES, 3, 4096, sequence, generation);
    }

    private static boolean append(Journal journal, long offset, int valueBytes) throws IOException {
        ByteBuffer batch = batch(valueBytes);
        return journal.append(EntryKind.BATCH, TOPIC, 9, offset, batch, 0, batch.remaining());
    }

    private static ByteBuffer batch(int valueBytes) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        writer.append(1, null, new byte[valueBytes]);
        return writer.finish(-1, (short) -1, -1, Compression.NONE, false);
    }

    private JournalScan scan(long floor, long generation, List<Long> offsets) throws IOException {
        JournalScan scan = new JournalScan(disk, "journal", floor, generation);
        scan.visit((kind, topicId, partition, baseOffset, buffer, at, bytes) -> {
            assertThat(topicId).isEqualTo(TOPIC);
            assertThat(partition).isEqualTo(9);
            offsets.add(baseOffset);
        });
        return scan;
    }

    @Test
    void keepsTheNameOfAFileThatAKilledProcessMade() throws IOException {
        for (int i = 0; i < 20; i++) {
            MemoryDisk cruel = new MemoryDisk(Rng.seeded(i));
            cruel.createDirectories("journal");
            cruel.syncDirectory("");
            Journal killed = new Journal(cruel, "journal", FILE_BYTES, 3, 4096, 1, 0);
            cruel.capacity(100);
            assertThat(append(killed, 0, 50)).isTrue();
            assertThatThrownBy(killed::sync).hasMessageContaining("No space left");
            cruel.kill();
            cruel.capacity(Long.MAX_VALUE);
            Journal journal = new Journal(cruel, "journal", FILE_BYTES, 3, 4096, 1, 3);
            append(journal, 7, 50);
            journal.sync();

            cruel.crash();

            List<Long> found = new ArrayList<>();
            new JournalScan(cruel, "journal", 1, 0)
                    .visit((kind, topicId, partition, offset, buffer, at, bytes) -> found.add(offset));
            assertThat(found).as("crash of seed %d", i).containsExactly(7L);
        }
    }

    @Test
    void findsGroupsOfEverySizeAgain() throws IOException {
        Journal journal = journal(100, 1);
        List<Long> written = new ArrayList<>();
        for (long offset = 0; offset < 60; offset++) {
            assertThat(append(journal, offset, (int) (offset * 7 % 400))).isTrue();
            written.add(offset);
            if (offset % 3 != 0) {
                journal.sync();
            }
        }
        List<Long> found = new ArrayList<>();
        JournalScan scan = scan(100, 1, found);

        assertThat(found).isEqualTo(written);
        assertThat(scan.nextSequence()).isEqualTo(160);
        assertThat(scan.damage()).isNull();
    }

    @Test
    void usesItsFilesAgainOnceTheyAreFreed() throws IOException {
        Journal journal = journal(0, 1);
        long offset = 0;
        long largest = 0;
        for (int round = 0; round < 10; round++) {
            while (append(journal, offset, 300)) {
                journal.sync();
                offset++;
            }
            assertThat(journal.hasFullFiles()).isTrue();
            assertThat(journal.roomBytes()).isLessThan(512);
            List<Long> found = new ArrayList<>();
            JournalScan scan = scan(largest, 0, found);
            assertThat(scan.damage()).isNull();
            assertThat(found).first().isEqualTo(largest);
            assertThat(found).last().isEqualTo(offset - 1);
            assertThat(found).hasSize((int) (offset - largest));
            largest = offset - 10;
            journal.free(largest);
        }
        assertThat(disk.list("journal")).containsExactly("0.journal", "1.journal", "2.journal");
        assertThat(disk.usedBytes()).isLessThanOrEqualTo(3 * FILE_BYTES);
        journal.close();
    }

    @Test
    void aFullJournalSaysNoAndLosesNothing() throws IOException {
        Journal journal = journal(0, 1);
        long offset = 0;
        while (append(journal, offset, 1000)) {
            journal.sync();
            offset++;
        }

        assertThat(append(journal, offset, 1000)).isFalse();
        assertThat(journal.nextSequence()).isEqualTo(offset);
        journal.free(offset);
        assertThat(append(journal, offset, 1000)).isTrue();
    }

    @Test
    void aGroupThatFoundNoRoomIsWrittenAgain() throws IOException {
        Journal journal = journal(0, 1);
        disk.capacity(1000);

        append(journal, 0, 500);
        assertThatThrownBy(journal::sync).isInstanceOf(IOException.class);
        journal.rollback();
        disk.capacity(1 << 20);
        append(journal, 0, 500);
        journal.sync();

        List<Long> found = new ArrayList<>();
        assertThat(scan(0, 0, found).nextSequence()).isEqualTo(1);
        assertThat(found).containsExactly(0L);
    }

    @Test
    void aTornGroupEndsTheScanWithoutAComplaint() throws IOException {
        Journal journal = journal(0, 1);
        append(journal, 0, 100);
        journal.sync();
        append(journal, 1, 100);
        append(journal, 2, 1500);
        append(journal, 3, 100);
        journal.sync();
        flip("journal/1.journal", 1400);

        List<Long> found = new ArrayList<>();
        JournalScan scan = scan(0, 0, found);

        assertThat(found).containsExactly(0L, 1L);
        assertThat(scan.damage()).isNull();
    }

    @Test
    void aHoleBeforeALaterGroupIsNamedAsDamage() throws IOException {
        Journal journal = journal(0, 1);
        for (long offset = 0; offset < 5; offset++) {
            append(journal, offset, 100);
            journal.sync();
        }
        flip("journal/1.journal", 512 + 100);

        List<Long> found = new ArrayList<>();
        JournalScan scan = scan(0, 0, found);

        assertThat(found).containsExactly(0L, 2L, 3L, 4L);
        assertThat(scan.damage()).contains("1.journal").contains("byte 512");
    }

    @Test
    void whatATornFirstGroupLeftIsNeverTakenForANewOne() throws IOException {
        Journal first = journal(0, 1);
        append(first, 0, 300);
        append(first, 1, 300);
        append(first, 2, 300);
        first.sync();
        first.close();
        // The first entry of the file never reached the disk; the others did.
        flip("journal/1.journal", 80);
        JournalScan crashed = scan(0, 0, new ArrayList<>());
        assertThat(crashed.nextSequence()).isZero();

        Journal second = journal(crashed.nextSequence(), crashed.nextGeneration());
        append(second, 0, 300);
        second.sync();

        List<Long> found = new ArrayList<>();
        scan(0, crashed.nextGeneration(), found);
        assertThat(found).containsExactly(0L);
    }

    @Test
    void theFirstGroupCostsOneSmallStepOfAFile() throws IOException {
        Journal journal = new Journal(disk, "journal", 32 << 20, 4, 64 << 10, 0, 0);
        append(journal, 0, 100);
        journal.sync();

        assertThat(disk.usedBytes()).isEqualTo(256 * 1024);
    }

    private void flip(String path, long position) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 0x40)).flip();
            file.write(one, position);
        }
    }
}
