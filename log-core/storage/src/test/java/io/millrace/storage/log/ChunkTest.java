package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Memory is used again, and never while somebody looks at it. */
class ChunkTest {
    private final List<Held> answers = new ArrayList<>();

    @Test
    void memoryThatNobodyHoldsIsUsedAgain() throws IOException {
        World world = new World(new MemoryDisk(), World.small()).open();
        PartitionLog log = world.log("t", 0);
        Set<byte[]> memory = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 2000; i++) {
            log.append(Batches.sized(i, 100, 1, i), 0);
            world.settle();
            try (Held newest = hold(world, log, i)) {
                memory.add(newest.slices().get(0).array());
            }
        }

        // 300 KiB went through a tail of 8 KiB, in chunks of one.
        assertThat(memory.size()).isBetween(8, 16);
        world.close();
    }

    @Test
    void whatSlowReadersHeldBesideTheTailIsNotKept() throws IOException {
        World world = new World(new MemoryDisk(), World.small()).open();
        PartitionLog log = world.log("t", 0);
        List<Held> slow = new ArrayList<>();
        List<WeakReference<byte[]>> memory = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            log.append(Batches.sized(i, 100, 1, i), 0);
            world.settle();
            Held newest = hold(world, log, i);
            slow.add(newest);
            memory.add(new WeakReference<>(newest.slices().get(0).array()));
        }

        slow.forEach(Held::close);
        slow.clear();
        answers.clear();

        // Some 300 chunks of 1 KiB were held, beside a tail of eight.
        Set<byte[]> left = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int tries = 0; tries < 100 && (tries == 0 || left.size() > 20); tries++) {
            left.clear();
            System.gc();
            memory.forEach(each -> {
                byte[] array = each.get();
                if (array != null) {
                    left.add(array);
                }
            });
        }
        assertThat(left.size()).isBetween(1, 20);
        world.close();
    }

    @Test
    void whatIsHeldStaysAsItIsWhateverComesAfterIt() throws IOException {
        Random random = new Random(11);
        World world = new World(new MemoryDisk(), World.small()).open();
        PartitionLog log = world.log("t", 0);
        PartitionLog other = world.log("u", 0);
        Queue<Held> held = new ArrayDeque<>();
        Queue<byte[]> copies = new ArrayDeque<>();
        for (int i = 0; i < 5000; i++) {
            PartitionLog to = random.nextInt(3) == 0 ? other : log;
            to.append(Batches.sized(i, 12 + random.nextInt(200), 1 + random.nextInt(2), i), 0);
            if (random.nextInt(4) == 0) {
                world.settle();
            }
            if (to.durableOffset() > 0) {
                Held some = hold(world, to, Math.max(0, to.durableOffset() - 1 - random.nextInt(20)));
                held.add(some);
                copies.add(World.bytes(some.slices()));
            }
            if (held.size() > random.nextInt(30)) {
                Held first = held.remove();
                byte[] bytes = World.bytes(first.slices());
                assertThat(bytes).isEqualTo(copies.remove());
                assertSound(ByteBuffer.wrap(bytes));
                first.close();
            }
        }
        world.close();
    }

    @Test
    void batchesOfADeletedLogKeepTheirMemoryForTheDiskLoop() throws IOException {
        World world = new World(new MemoryDisk(), World.small()).open();
        PartitionLog kept = world.log("kept", 0);
        for (int round = 0; round < 50; round++) {
            PartitionLog gone = world.log("gone" + round, 0);
            for (int i = 0; i < 30; i++) {
                gone.append(Batches.sized(i, 100, 1, -1), 0);
                kept.append(Batches.sized(i, 100, 1, i), 0);
            }
            world.store.delete(World.id("gone" + round, 0));
            for (int i = 0; i < 30; i++) {
                kept.append(Batches.sized(i, 100, 1, i), 0);
            }
            world.settle();
        }
        long end = kept.endOffset();
        byte[] read = world.cold(kept, 0, end);
        assertSound(ByteBuffer.wrap(read));
        world.close();
        World again = new World(world.disk, world.config).open();
        assertThat(again.cold(again.log("kept", 0), 0, end)).isEqualTo(read);
        again.close();
    }

    private Held hold(World world, PartitionLog log, long from) {
        answers.clear();
        log.hold(from, log.durableOffset(), 600, false, (held, failure) -> answers.add(held));
        while (answers.isEmpty()) {
            world.turn();
        }
        return answers.get(0);
    }

    private static void assertSound(ByteBuffer batches) {
        for (int at = 0; at < batches.limit(); at += BatchHeader.sizeInBytes(batches, at)) {
            assertThat(BatchHeader.crcMatches(batches, at)).isTrue();
        }
    }
}
