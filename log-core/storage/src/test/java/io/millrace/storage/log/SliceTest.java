package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.disk.FileDisk;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.segment.CorruptLog;
import io.millrace.storage.segment.FileSlice;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves from its file unread is what a reader would have read. */
class SliceTest {
    private static final StoreConfig CONFIG = new StoreConfig(
            7,
            "cluster",
            false,
            Durability.SYNC,
            400 * 1024,
            4096,
            1024 * 1024,
            3,
            2000,
            64 * 1024,
            256 * 1024,
            4,
            World.small().upkeep());

    @TempDir
    Path root;

    @Test
    void aSliceHoldsTheBytesThatReadingGives() throws IOException {
        World world = new World(new FileDisk(root), CONFIG).open();
        PartitionLog log = world.log("t", 0);
        fill(world, log, new Random(5));
        int written = compare(world, log, new Random(6));
        world.close();

        World again = new World(world.disk, CONFIG).open();
        PartitionLog reopened = again.log("t", 0);
        int sought = compare(again, reopened, new Random(7));
        fill(again, reopened, new Random(8));
        int grown = compare(again, reopened, new Random(9));
        again.close();

        assertThat(List.of(written, sought, grown)).allMatch(slices -> slices > 100);
    }

    private static void fill(World world, PartitionLog log, Random random) {
        for (int i = 0; i < 400; i++) {
            int largest = random.nextInt(20) == 0 ? 60_000 : 3000;
            log.append(Batches.sized(i, 12 + random.nextInt(largest), 1 + random.nextInt(3), i), 0);
            world.settle();
        }
    }

    /** From random offsets, within random bounds; how many answers stayed in their file. */
    private static int compare(World world, PartitionLog log, Random random) throws IOException {
        int inFiles = 0;
        for (int i = 0; i < 300; i++) {
            long from = random.nextInt((int) log.endOffset());
            long limit = random.nextBoolean() ? log.endOffset() : from + 1 + random.nextInt(200);
            int maxBytes = random.nextInt(300 * 1024);
            byte[] read = World.bytes(world.coldOnce(log, from, limit, maxBytes));
            try (FileSlice slice = slice(world, log, from, limit, maxBytes)) {
                if (slice == null) {
                    continue;
                }
                inFiles++;
                ByteBuffer sent = sent(slice);
                assertThat(sent.remaining()).isGreaterThan(0);
                // An index finds an end within a batch or two of it, and never behind it.
                assertThat(sent).isEqualTo(ByteBuffer.wrap(read, 0, sent.remaining()));
                assertThat(offsetBehind(sent)).isLessThanOrEqualTo(slice.endOffset());
                assertThat(read.length - sent.remaining()).isLessThan(140 * 1024);
            }
        }
        return inFiles;
    }

    /** Of whole batches. */
    private static long offsetBehind(ByteBuffer batches) {
        int at = 0;
        long end = -1;
        while (at < batches.limit()) {
            assertThat(BatchHeader.crcMatches(batches, at)).isTrue();
            end = BatchHeader.lastOffset(batches, at) + 1;
            at += BatchHeader.sizeInBytes(batches, at);
        }
        assertThat(at).isEqualTo(batches.limit());
        return end;
    }

    @Test
    void damageIsFoundByWhoSendsFirst() throws IOException {
        World world = new World(new FileDisk(root), CONFIG).open();
        PartitionLog log = world.log("t", 0);
        fill(world, log, new Random(5));
        world.close();
        Path segment = root.resolve("t-0/00000000000000000000.log");
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, 200_000);
            file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), 200_000);
        }

        World again = new World(world.disk, CONFIG).open();
        PartitionLog damaged = again.log("t", 0);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> slice(again, damaged, 0, damaged.endOffset(), 300_000))
                    .isInstanceOf(CorruptLog.class)
                    .hasMessageContaining("t-0/00000000000000000000.log is damaged at byte");
            FileSlice before = slice(again, damaged, 0, damaged.endOffset(), 100_000);
            assertThat(before).isNotNull();
            before.close();
        }
        again.close();
    }

    @Test
    void aSliceOutlivesItsSegmentAndTheStore() throws IOException {
        World world = new World(new FileDisk(root), CONFIG).open();
        PartitionLog log = world.log("t", 0);
        fill(world, log, new Random(5));
        FileSlice slice = slice(world, log, 0, log.endOffset(), 100_000);
        assertThat(slice).isNotNull();
        ByteBuffer before = sent(slice);
        log.deleteRecords(log.endOffset() - 1, (start, failure) -> {});
        world.settle();
        Path segment = root.resolve("t-0/00000000000000000000.log");
        for (int i = 0; i < 50 && segment.toFile().exists(); i++) {
            world.advance(1000);
            world.settle();
        }
        assertThat(segment).doesNotExist();
        assertThat(sent(slice)).isEqualTo(before);
        world.close();

        assertThat(sent(slice)).isEqualTo(before);
        slice.close();
        assertThat(slice.channel().isOpen()).isFalse();
    }

    @Test
    void whatIsInNoFileOfTheSystemIsRead() throws IOException {
        World world = new World(new MemoryDisk(), CONFIG).open();
        PartitionLog log = world.log("t", 0);
        fill(world, log, new Random(5));

        assertThat(slice(world, log, 0, log.endOffset(), 300_000)).isNull();
        world.close();
    }

    private static @Nullable FileSlice slice(World world, PartitionLog log, long from, long limit, int maxBytes)
            throws IOException {
        List<Object> answer = new ArrayList<>();
        log.hold(from, limit, maxBytes, true, (held, failure) -> answer.add(held != null ? held : failure));
        while (answer.isEmpty()) {
            world.turn();
        }
        if (answer.get(0) instanceof IOException failure) {
            throw failure;
        }
        return ((Held) answer.get(0)).file();
    }

    private static ByteBuffer sent(FileSlice slice) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
        while (bytes.hasRemaining()) {
            assertThat(slice.channel().read(bytes, slice.position() + bytes.position()))
                    .isPositive();
        }
        return bytes.flip();
    }
}
