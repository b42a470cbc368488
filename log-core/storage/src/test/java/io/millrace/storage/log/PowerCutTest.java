package io.millrace.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;

/** One scripted run that rolls, deletes and compacts, with the power cut at every point where the disk changes for good. */
class PowerCutTest {
    private static final Set<String> POINTS = Set.of("sync", "syncDirectory", "rename", "delete", "truncate");
    private static final int BATCHES = 60;

    /** The power goes when so many points were reached. */
    private static final class Socket {
        final MemoryDisk disk;
        private long left;

        Socket(MemoryDisk disk, long points) {
            this.disk = disk;
            this.left = points;
        }

        Disk plugged() {
            return proxy(Disk.class, disk);
        }

        private <T> T proxy(Class<T> type, Object target) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (POINTS.contains(method.getName()) && left-- <= 0) {
                            throw new IOException("no power");
                        }
                        if (left < 0
                                && (method.getName().equals("write")
                                        || method.getName().equals("open"))) {
                            throw new IOException("no power");
                        }
                        try {
                            Object answer = method.invoke(target, arguments);
                            return answer instanceof DiskFile file ? proxy(DiskFile.class, file) : answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    /** What was promised before the power went. */
    private static final class Promises {
        final TreeMap<Long, String> compacted = new TreeMap<>();
        long compactedDurable;
        long deletedDurable;
        long deletedStart;
        boolean cleaned;
    }

    @Test
    void nothingThatWasPromisedGoesWithThePower() throws IOException {
        long points = 0;
        long cuts = 0;
        boolean cut = true;
        while (cut) {
            MemoryDisk disk = new MemoryDisk(Rng.seeded(points));
            Promises promises = new Promises();
            cut = run(new Socket(disk, points), promises);
            disk.crash();
            check(disk, promises, "cut at point " + points);
            if (!cut) {
                assertThat(promises.cleaned).isTrue();
                assertThat(promises.deletedStart).isGreaterThan(12);
            }
            points++;
            cuts++;
        }
        assertThat(cuts).as("points at which the power was cut").isGreaterThan(100);
    }

    /** Whether the power went before the end. */
    private static boolean run(Socket socket, Promises promises) {
        try {
            World world = new World(socket.plugged(), World.small()).open();
            PartitionLog compacted =
                    world.store.openLog(World.id("c", 0), world.owner, config(LogConfig.Retention.KEEP, true));
            PartitionLog deleted = world.store.openLog(
                    World.id("d", 0), world.owner, config(new LogConfig.Retention(true, -1, 9000), false));
            compacted.onDurable(offset -> promises.compactedDurable = offset);
            deleted.onDurable(offset -> promises.deletedDurable = offset);
            for (int i = 0; i < BATCHES && compacted.accepts() && deleted.accepts(); i++) {
                String value = "v" + i + "x".repeat(150);
                promises.compacted.put(compacted.endOffset(), "k" + i % 7 + "=" + value);
                compacted.append(batch("k" + i % 7, value, i), 0);
                deleted.append(batch("d" + i, "d" + i + "y".repeat(250), i), 0);
                if (i % 4 == 0) {
                    world.turn();
                }
                if (i == 30) {
                    deleted.deleteRecords(12, (start, failure) -> promises.deletedStart = Math.max(0, start));
                }
                if (i % 20 == 19) {
                    world.settle();
                    promises.deletedStart = deleted.startOffset();
                }
            }
            promises.cleaned = compacted.stored().line.cleanedBelow() > 0;
            promises.deletedStart = Math.max(promises.deletedStart, deleted.startOffset());
            world.close();
        } catch (IOException e) {
            assertThat(socket.left).as(e.toString()).isNegative();
        }
        return socket.left < 0;
    }

    private static LogConfig config(LogConfig.Retention retention, boolean compact) {
        return new LogConfig(
                Durability.SYNC,
                LogConfig.Roll.bySize(2048),
                retention,
                new LogConfig.Compaction(compact, 0, 0, Long.MAX_VALUE, 1000, 1000),
                0);
    }

    private static ByteBuffer batch(String key, String value, long timestamp) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        writer.append(timestamp, key.getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(-1, (short) -1, -1, Compression.NONE, false);
    }

    private static void check(MemoryDisk disk, Promises promises, String story) throws IOException {
        World world = new World(disk, World.small()).open();
        PartitionLog compacted =
                world.store.openLog(World.id("c", 0), world.owner, config(LogConfig.Retention.KEEP, true));
        PartitionLog deleted = world.store.openLog(
                World.id("d", 0), world.owner, config(new LogConfig.Retention(true, -1, 9000), false));
        assertThat(compacted.endOffset()).as(story).isGreaterThanOrEqualTo(promises.compactedDurable);
        assertThat(deleted.endOffset()).as(story).isGreaterThanOrEqualTo(promises.deletedDurable);
        assertThat(deleted.startOffset()).as(story).isGreaterThanOrEqualTo(promises.deletedStart);

        Map<Long, String> left = records(world, compacted);
        Map<String, Long> newest = new HashMap<>();
        promises.compacted.headMap(compacted.endOffset()).forEach((offset, record) -> {
            newest.put(record.substring(0, 2), offset);
            if (left.containsKey(offset)) {
                assertThat(left.get(offset)).as("offset %d, %s", offset, story).isEqualTo(record);
            }
        });
        assertThat(left.keySet()).as(story).containsAll(newest.values());
        List<Long> kept = new ArrayList<>(records(world, deleted).keySet());
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).as("gapless, %s", story).isEqualTo(deleted.startOffset() + i);
        }
        assertThat(deleted.startOffset() + kept.size()).as(story).isEqualTo(deleted.endOffset());

        // And it goes on from there.
        world.settle();
        deleted.append(batch("d", "d", 1), 0);
        world.settle();
        assertThat(deleted.durableOffset()).as(story).isEqualTo(deleted.endOffset());
        world.close();
    }

    private static Map<Long, String> records(World world, PartitionLog log) throws IOException {
        Map<Long, String> found = new TreeMap<>();
        long next = log.startOffset();
        boolean more = true;
        while (more && next < log.endOffset()) {
            List<ByteBuffer> slices = world.coldOnce(log, next, log.endOffset(), 3000);
            more = !slices.isEmpty();
            for (ByteBuffer slice : slices) {
                for (Record record : MemoryRecords.readableRecords(slice).records()) {
                    if (record.offset() >= log.startOffset()) {
                        found.put(record.offset(), UTF_8.decode(record.key()) + "=" + UTF_8.decode(record.value()));
                    }
                    next = record.offset() + 1;
                }
            }
        }
        return found;
    }
}
