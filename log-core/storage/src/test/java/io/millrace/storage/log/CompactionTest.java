package io.millrace.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompactionTest {
    private static final int SEEDS = Integer.getInteger("millrace.compaction.seeds", 150);
    private static final int PRODUCERS = 3;
    private static final long TOMBSTONE_MS = 2000;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** One record as it was appended; undecided while its transaction is open. */
    private static final class Written {
        final String key;
        final String value;
        final long timestamp;
        final long producer;
        Boolean committed;

        Written(String key, String value, long timestamp, long producer, Boolean committed) {
            this.key = key;
            this.value = value;
            this.timestamp = timestamp;
            this.producer = producer;
            this.committed = committed;
        }
    }

    private final TreeMap<Long, Written> model = new TreeMap<>();
    private final Map<Long, Long> open = new HashMap<>();
    private final int[] sequences = new int[PRODUCERS + 1];
    private final long[] lastOffsets = new long[PRODUCERS + 1];
    private long durable;
    private long now = 10;

    private static LogConfig config(double dirtyRatio) {
        return new LogConfig(
                Durability.SYNC,
                LogConfig.Roll.bySize(2048),
                LogConfig.Retention.KEEP,
                new LogConfig.Compaction(true, dirtyRatio, 0, Long.MAX_VALUE, TOMBSTONE_MS, 1_000_000),
                0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCleanedLogHasTheNewestRecordOfEachKeyWhateverStopsIt(long seed) throws IOException {
        Rng rng = Rng.seeded(seed);
        MemoryDisk disk = new MemoryDisk(Rng.seeded(seed + 1));
        // For a third of the seeds the keys do not fit, so that a log is cleaned bit by bit.
        StoreConfig config =
                World.small().upkeep(new Upkeep(400, true, 200, seed % 3 == 0 ? 384 : 1 << 20, Double.MAX_VALUE));
        World world = new World(disk, config).open();
        boolean cleaned = false;
        for (int life = 0; life < 3; life++) {
            PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, config(rng.nextInt(3) * 0.2));
            log.onDurable(offset -> durable = offset);
            forgetFrom(log.endOffset());
            durable = log.endOffset();
            check(world, log, "seed " + seed + " life " + life);
            for (int step = 0; step < 150; step++) {
                append(log, rng);
                log.stable(open.values().stream().min(Long::compare).orElse(durable));
                if (rng.nextInt(3) == 0) {
                    world.turn();
                }
                now += rng.nextInt(30);
                world.advance(rng.nextInt(30));
                if (rng.nextInt(40) == 0) {
                    world.settle();
                    now += 1000;
                }
            }
            if (rng.nextInt(2) == 0) {
                world.settle();
                now += 1000;
                check(world, log, "seed " + seed + " settled in life " + life);
            }
            cleaned |= log.stored().line.cleanedBelow() > 0;
            switch (rng.nextInt(3)) {
                case 0 -> {
                    world.close();
                    world.owner.turn(0);
                }
                case 1 -> disk.kill();
                default -> disk.crash();
            }
            world = new World(disk, config).open();
        }
        PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, config(0));
        forgetFrom(log.endOffset());
        check(world, log, "seed " + seed + " at the end");
        world.close();
        assertThat(cleaned).as("cleaned, seed %d", seed).isTrue();
    }

    private void append(PartitionLog log, Rng rng) {
        int producer = rng.nextInt(PRODUCERS + 1);
        boolean transactional = producer > 0;
        if (transactional && open.containsKey((long) producer) && rng.nextInt(3) == 0) {
            end(log, producer, rng.nextInt(2) == 0);
            return;
        }
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        long base = log.endOffset();
        int count = 1 + rng.nextInt(4);
        for (int i = 0; i < count; i++) {
            String key = "k" + rng.nextInt(20);
            String value = rng.nextInt(4) == 0 ? null : "v" + (base + i) + "x".repeat(rng.nextInt(80));
            writer.append(now + i, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
            model.put(base + i, new Written(key, value, now + i, producer, transactional ? null : Boolean.TRUE));
        }
        Compression compression = Compression.of(rng.nextInt(5));
        int sequence = sequences[producer];
        log.append(
                transactional
                        ? writer.finish(producer, (short) 0, sequence, compression, true)
                        : writer.finish(-1, (short) -1, -1, compression, false),
                0);
        if (transactional) {
            sequences[producer] += count;
            lastOffsets[producer] = base + count - 1;
            open.putIfAbsent((long) producer, base);
        }
    }

    private void end(PartitionLog log, long producer, boolean commit) {
        ControlRecordType type = commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
        long base = log.endOffset();
        ByteBuffer marker = MemoryRecords.withEndTransactionMarker(
                        now, producer, (short) 0, new EndTransactionMarker(type, 0))
                .buffer();
        log.append(marker, 0);
        long first = open.remove(producer);
        model.tailMap(first).forEach((offset, written) -> {
            if (written.producer == producer && written.committed == null) {
                written.committed = commit;
            }
        });
        model.put(base, new Written("", "", now, producer, commit));
    }

    /** What was not durable may be gone, and is decided anew then. */
    private void forgetFrom(long end) {
        assertThat(end).isGreaterThanOrEqualTo(durable);
        TreeMap<Long, Written> kept = new TreeMap<>(model.headMap(end));
        model.clear();
        open.clear();
        for (int i = 1; i <= PRODUCERS; i++) {
            sequences[i] = 0;
            lastOffsets[i] = -1;
        }
        kept.forEach((offset, written) -> {
            boolean marker = written.key.isEmpty();
            if (marker) {
                long first = open.remove(written.producer);
                model.tailMap(first).values().forEach(each -> {
                    if (each.producer == written.producer && each.committed == null) {
                        each.committed = written.committed;
                    }
                });
            } else if (written.producer > 0) {
                written.committed = null;
                open.putIfAbsent(written.producer, offset);
                sequences[(int) written.producer]++;
                lastOffsets[(int) written.producer] = offset;
            }
            model.put(offset, written);
        });
    }

    private void check(World world, PartitionLog log, String story) throws IOException {
        long end = log.endOffset();
        long cleanedBelow = log.stored().line.cleanedBelow();
        Map<Long, Written> found = new TreeMap<>();
        long[] lastOfProducer = new long[PRODUCERS + 1];
        java.util.Arrays.fill(lastOfProducer, -1);
        long previous = -1;
        MemoryRecords records = MemoryRecords.readableRecords(ByteBuffer.wrap(read(world, log, end)));
        for (MutableRecordBatch batch : records.batches()) {
            batch.ensureValid();
            assertThat(batch.baseOffset()).as("order, %s", story).isGreaterThan(previous);
            previous = batch.lastOffset();
            if (batch.hasProducerId() && !batch.isControlBatch()) {
                lastOfProducer[(int) batch.producerId()] = batch.lastOffset();
            }
            for (Record record : batch) {
                Written was = model.get(record.offset());
                assertThat(was).as("offset %d, %s", record.offset(), story).isNotNull();
                found.put(record.offset(), was);
                assertThat(record.timestamp())
                        .as("%d, %s", record.offset(), story)
                        .isEqualTo(was.timestamp);
                if (!batch.isControlBatch()) {
                    assertThat(text(record.key()))
                            .as("%d, %s", record.offset(), story)
                            .isEqualTo(was.key);
                    assertThat(text(record.value()))
                            .as("%d, %s", record.offset(), story)
                            .isEqualTo(was.value);
                }
            }
        }
        for (int i = 1; i <= PRODUCERS; i++) {
            assertThat(lastOfProducer[i]).as("sequence of %d, %s", i, story).isEqualTo(lastOffsets[i]);
        }
        Map<String, Long> newest = new HashMap<>();
        Map<String, Long> newestClean = new HashMap<>();
        model.forEach((offset, written) -> {
            if (!written.key.isEmpty() && Boolean.TRUE.equals(written.committed)) {
                newest.put(written.key, offset);
                if (offset < cleanedBelow) {
                    newestClean.put(written.key, offset);
                }
            }
        });
        model.forEach((offset, written) -> {
            boolean committed = Boolean.TRUE.equals(written.committed);
            if (written.key.isEmpty()) {
                return;
            }
            if (newest.getOrDefault(written.key, -1L).equals(offset) && written.value != null) {
                assertThat(found).as("newest of %s, %s", written.key, story).containsKey(offset);
            }
            if (offset >= cleanedBelow && offset >= log.stored().line.compactedBelow()) {
                assertThat(found).as("not cleaned, %s", story).containsKey(offset);
            }
            boolean mayStay =
                    committed && newestClean.getOrDefault(written.key, -1L).equals(offset);
            if (offset < cleanedBelow && !mayStay) {
                assertThat(found)
                        .as("%s cleaned below %d, %s", written.key, cleanedBelow, story)
                        .doesNotContainKey(offset);
            }
        });
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? null : UTF_8.decode(bytes).toString();
    }

    private static byte[] read(World world, PartitionLog log, long end) throws IOException {
        List<ByteBuffer> all = new ArrayList<>();
        long next = 0;
        while (next < end) {
            List<ByteBuffer> some = world.coldOnce(log, next, end, 3000);
            if (some.isEmpty()) {
                break;
            }
            all.addAll(some);
            for (ByteBuffer slice : some) {
                for (MutableRecordBatch batch :
                        MemoryRecords.readableRecords(slice.duplicate()).batches()) {
                    next = batch.lastOffset() + 1;
                }
            }
        }
        return World.bytes(all);
    }

    @Test
    void tombstonesStayForTheirTimeAndThenGo() throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(5));
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, config(0));
        write(world, log, "a", "1");
        write(world, log, "a", null);
        fill(world, log);
        world.settle();
        assertThat(offsets(world, log)).contains(1L).doesNotContain(0L);

        fill(world, log);
        world.settle();
        assertThat(offsets(world, log)).as("within its time").contains(1L);
        world.advance(TOMBSTONE_MS);
        fill(world, log);
        world.settle();

        assertThat(offsets(world, log)).doesNotContain(1L);
        world.close();
    }

    @Test
    void whatIsStillInMemoryIsNotReadOnceItIsCleaned() throws IOException {
        World world = new World(new MemoryDisk(Rng.seeded(5)), World.small()).open();
        PartitionLog log = world.store.openLog(World.id("t", 0), world.owner, config(0));
        write(world, log, "a", "secret");
        write(world, log, "a", "public");
        assertThat(held(world, log)).containsExactly(0L, 1L);
        world.settle();
        assertThat(log.stored().files().roll()).isTrue();
        write(world, log, "b", "newer");
        world.settle();
        assertThat(log.stored().line.cleanedBelow()).isEqualTo(2);

        assertThat(World.tail(log, 0, 3)).as("it is in memory still").isNotEmpty();
        assertThat(held(world, log)).startsWith(1L).doesNotContain(0L);
        world.close();
    }

    /** As consumers are given them, from the first on. */
    private static List<Long> held(World world, PartitionLog log) {
        AtomicReference<Held> answer = new AtomicReference<>();
        log.hold(0, log.endOffset(), 1 << 20, false, (held, failure) -> answer.set(held));
        for (int turns = 0; answer.get() == null && turns < 100; turns++) {
            world.turn();
        }
        List<Long> offsets = new ArrayList<>();
        try (Held held = answer.get()) {
            MemoryRecords.readableRecords(ByteBuffer.wrap(World.bytes(held.slices())))
                    .records()
                    .forEach(record -> offsets.add(record.offset()));
        }
        return offsets;
    }

    private void write(World world, PartitionLog log, String key, String value) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        writer.append(now, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
        log.append(writer.finish(-1, (short) -1, -1, Compression.NONE, false), 0);
        world.turn();
    }

    private void fill(World world, PartitionLog log) {
        for (int i = 0; i < 10; i++) {
            write(world, log, "filler", "x".repeat(400));
        }
    }

    private static List<Long> offsets(World world, PartitionLog log) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(ByteBuffer.wrap(read(world, log, log.endOffset())))
                .records()) {
            offsets.add(record.offset());
        }
        return offsets;
    }
}
