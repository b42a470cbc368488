package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.record.BatchCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrashTest {
    private static final int SEEDS = Integer.getInteger("millrace.crash.seeds", 400);

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** What a log must hold: batches by their offsets, of which those below the durable offset were told of. */
    private static final class Model {
        final String topic;
        final int partition;
        final List<byte[]> batches = new ArrayList<>();
        long end;
        long durable;
        /** The log's begin was told to be here; it was asked to be at the other one. */
        long start;

        long asked;
        int incarnation;
        PartitionLog log;

        Model(String topic, int partition) {
            this.topic = topic;
            this.partition = partition;
        }

        LogId id() {
            return new LogId(new Uuid(topic.hashCode(), incarnation), topic, partition);
        }

        void deleted() {
            incarnation++;
            batches.clear();
            end = 0;
            durable = 0;
            start = 0;
            asked = 0;
            log = null;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasDurableOutlivesEveryCrash(long seed) throws IOException {
        Rng rng = Rng.seeded(seed);
        MemoryDisk disk = new MemoryDisk(Rng.seeded(seed + 1));
        StoreConfig config = World.small();
        if (rng.nextInt(3) == 0) {
            config = config.journal(64 * 1024, 2 + rng.nextInt(3), 600 + rng.nextInt(4000));
        }
        World world = opened(rng, disk, config);
        List<Model> models = new ArrayList<>();
        for (int i = 0; i < 1 + rng.nextInt(5); i++) {
            models.add(new Model("t" + i % 2, i / 2));
        }
        long tag = 0;
        for (int life = 0; life < 4; life++) {
            for (Model model : models) {
                if (life == 0 && rng.nextInt(3) == 0) {
                    continue;
                }
                openAndCheck(world, model, "seed " + seed + " life " + life);
            }
            int steps = rng.nextInt(120);
            for (int step = 0; step < steps; step++) {
                Model model = models.get(rng.nextInt(models.size()));
                if (rng.nextInt(60) == 0) {
                    world.store.delete(model.id());
                    model.deleted();
                }
                if (model.log == null) {
                    openAndCheck(world, model, "seed " + seed);
                }
                for (int i = rng.nextInt(4); i >= 0 && model.log.accepts(); i--) {
                    append(model, rng, tag++);
                }
                if (rng.nextInt(25) == 0) {
                    delete(model, rng);
                }
                switch (rng.nextInt(7)) {
                    case 0 -> world.diskLoop.turn(0);
                    case 1 -> world.owner.turn(0);
                    case 2 -> world.turn();
                    case 3 -> world.advance(rng.nextInt(30));
                    case 4 -> world.syncBeside();
                    default -> {}
                }
            }
            switch (rng.nextInt(6)) {
                case 0 -> {
                    world.close();
                    world.owner.turn(0);
                }
                case 1, 2 -> disk.kill();
                default -> disk.crash();
            }
            models.forEach(model -> model.log = null);
            world = opened(rng, disk, config);
        }
        for (Model model : models) {
            openAndCheck(world, model, "seed " + seed + " at the end");
        }
        world.settle();
        world.close();
    }

    private static World opened(Rng rng, MemoryDisk disk, StoreConfig config) throws IOException {
        World world = new World(disk, config);
        return rng.nextInt(2) == 0 ? world.open() : world.syncingBeside().open();
    }

    private static void append(Model model, Rng rng, long tag) {
        int valueBytes = rng.nextInt(8) == 0 ? 2000 + rng.nextInt(3000) : rng.nextInt(200);
        ByteBuffer batch = Batches.sized(1000 + tag, valueBytes, 1 + rng.nextInt(3), tag);
        long base = model.log.append(batch, (int) (tag / 50));
        byte[] stored = World.tail(model.log, base, model.log.endOffset());
        assertThat(base).isEqualTo(model.end);
        model.batches.add(stored);
        model.end = model.log.endOffset();
    }

    private static void delete(Model model, Rng rng) {
        long before = model.log.startOffset() + rng.nextInt((int) (model.durable - model.log.startOffset()) + 1);
        model.asked = Math.max(model.asked, before);
        model.log.deleteRecords(before, (start, failure) -> model.start = Math.max(model.start, start));
    }

    private static long lastOffset(byte[] batch) {
        return io.millrace.wire.record.BatchHeader.lastOffset(ByteBuffer.wrap(batch), 0);
    }

    private static long baseOffset(byte[] batch) {
        return ByteBuffer.wrap(batch).getLong(0);
    }

    private static void openAndCheck(World world, Model model, String story) throws IOException {
        PartitionLog log = world.store.openLog(model.id(), world.owner, world.config.logDefaults());
        log.onDurable(offset -> model.durable = offset);
        model.log = log;
        assertThat(log.endOffset()).as("durable, %s", story).isGreaterThanOrEqualTo(model.durable);
        assertThat(log.endOffset()).as("never appended, %s", story).isLessThanOrEqualTo(model.end);

        assertThat(log.startOffset()).as("start, %s", story).isBetween(model.start, model.asked);

        model.start = log.startOffset();
        model.asked = log.startOffset();
        byte[] found = world.cold(log, log.startOffset(), log.endOffset());

        int at = 0;
        int kept = 0;
        while (kept < model.batches.size() && lastOffset(model.batches.get(kept)) < log.startOffset()) {
            kept++;
        }
        BatchCursor cursor = new BatchCursor().over(ByteBuffer.wrap(found));
        while (cursor.next()) {
            byte[] expected = model.batches.get(kept);
            assertThat(Arrays.copyOfRange(found, at, at + cursor.size()))
                    .as("batch %d, %s", kept, story)
                    .isEqualTo(expected);
            at += cursor.size();
            kept++;
        }
        assertThat(at).isEqualTo(found.length);
        // What was never told to be durable may be gone; its offsets are then given again.
        while (model.batches.size() > kept) {
            model.batches.remove(model.batches.size() - 1);
        }
        model.end = log.endOffset();
        model.durable = log.endOffset();
        boolean nothing = log.startOffset() == log.endOffset();
        long[] expectedBase = {nothing ? log.endOffset() : baseOffset(found)};
        log.scanHeaders(log.startOffset(), (buffer, position) -> {
            assertThat(buffer.getLong(position)).as("gapless, %s", story).isEqualTo(expectedBase[0]);
            expectedBase[0] = io.millrace.wire.record.BatchHeader.lastOffset(buffer, position) + 1;
        });
        assertThat(expectedBase[0]).isEqualTo(log.endOffset());
    }
}
