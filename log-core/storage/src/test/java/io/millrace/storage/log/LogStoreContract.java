package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.disk.DirectoryInUse;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What holds on every disk. */
abstract class LogStoreContract {
    abstract Disk disk() throws IOException;

    World world() throws IOException {
        return new World(disk(), World.small());
    }

    @Test
    void anAppendIsDurableWhenItsGroupIsSynced() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        List<Long> told = new ArrayList<>();
        log.onDurable(told::add);

        assertThat(log.append(Batches.of(1, "a", "b"), 0)).isZero();
        assertThat(log.append(Batches.of(2, "c"), 0)).isEqualTo(2);
        assertThat(log.endOffset()).isEqualTo(3);
        assertThat(log.durableOffset()).isZero();
        world.turn();

        assertThat(log.durableOffset()).isEqualTo(3);
        assertThat(told).containsExactly(3L);
        world.close();
    }

    @Test
    void memoryAndFilesGiveTheSameBytes() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 20; i++) {
            log.append(Batches.sized(i, i * 10, 1 + i % 3, i), 0);
        }
        byte[] fromMemory = World.tail(log, 0, log.endOffset());
        world.settle();

        assertThat(world.cold(log, 0, log.endOffset())).isEqualTo(fromMemory);
        world.close();
        World again = new World(world.disk, world.config).open();
        PartitionLog reopened = again.log("t", 0);
        assertThat(reopened.endOffset()).isEqualTo(log.endOffset());
        assertThat(reopened.readTail(0, reopened.endOffset(), 100)).isNull();
        assertThat(again.cold(reopened, 0, reopened.endOffset())).isEqualTo(fromMemory);
        again.close();
    }

    @Test
    void readsBeginAtTheBatchThatHoldsTheOffsetAndKeepTheLimits() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        ByteBuffer three = Batches.of(1, "a", "b", "c");
        int size = three.remaining();
        for (int i = 0; i < 5; i++) {
            log.append(three.duplicate(), 0);
        }
        world.settle();

        for (boolean cold : new boolean[] {false, true}) {
            assertThat(read(world, log, cold, 4, 15, 1)).hasSize(size);
            assertThat(read(world, log, cold, 4, 15, 2 * size)).hasSize(2 * size);
            assertThat(read(world, log, cold, 4, 9, 100 * size)).hasSize(2 * size);
            assertThat(read(world, log, cold, 15, 15, 100 * size)).isEmpty();
            assertThat(read(world, log, cold, 9, 9, 100 * size)).isEmpty();
            assertThat(ByteBuffer.wrap(read(world, log, cold, 4, 15, 1)).getLong())
                    .isEqualTo(3);
        }
        world.close();
    }

    private static byte[] read(World world, PartitionLog log, boolean cold, long from, long limit, int maxBytes)
            throws IOException {
        return World.bytes(cold ? world.coldOnce(log, from, limit, maxBytes) : log.readTail(from, limit, maxBytes));
    }

    @Test
    void memoryIsGivenBackOnceSegmentsHaveTheBatches() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        PartitionLog resting = world.log("t", 1);
        resting.append(Batches.of(1, "x"), 0);
        for (int i = 0; i < 200; i++) {
            log.append(Batches.sized(i, 400, 1, i), 0);
            world.settle();
        }

        assertThat(log.readTail(0, 10, 100)).isNull();
        assertThat(log.readTail(199, 200, 100)).hasSize(1);
        assertThat(resting.readTail(0, 1, 100)).isNull();
        assertThat(world.cold(log, 0, 200)).hasSizeGreaterThan(200 * 400);
        world.close();
    }

    @Test
    void segmentsRollAndLeaveIndexesBeside() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 100; i++) {
            log.append(Batches.sized(1000 + i, 200, 1, i), 0);
            world.settle();
        }
        world.close();

        List<String> names = world.disk.list("t-0");
        assertThat(names.stream().filter(name -> name.endsWith(".log"))).hasSizeGreaterThan(4);
        assertThat(names)
                .contains(
                        "00000000000000000000.log",
                        "00000000000000000000.index",
                        "00000000000000000000.timeindex",
                        "partition.metadata");
    }

    @Test
    void findsRecordsByTheirTime() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        assertThat(byTime(world, log, 0)).isNull();
        for (int i = 0; i < 60; i++) {
            log.append(Batches.sized(1000 + i * 10, 200, 3, i), 1);
            if (i == 40) {
                world.settle();
            }
        }
        world.turn();

        assertThat(byTime(world, log, 0)).isEqualTo(new TimestampedOffset(0, 1000, 1));
        assertThat(byTime(world, log, 1001)).isEqualTo(new TimestampedOffset(1, 1001, 1));
        assertThat(byTime(world, log, 1003)).isEqualTo(new TimestampedOffset(3, 1010, 1));
        assertThat(byTime(world, log, 1592)).isEqualTo(new TimestampedOffset(179, 1592, 1));
        assertThat(byTime(world, log, 1593)).isNull();
        AtomicReference<TimestampedOffset> largest = new AtomicReference<>();
        log.offsetOfMaxTimestamp((found, failure) -> largest.set(found));
        world.settle();
        assertThat(largest.get()).isEqualTo(new TimestampedOffset(179, 1592, 1));
        world.close();
    }

    private static TimestampedOffset byTime(World world, PartitionLog log, long timestamp) {
        AtomicReference<TimestampedOffset> answer = new AtomicReference<>();
        AtomicReference<IOException> failed = new AtomicReference<>();
        log.offsetForTimestamp(timestamp, (found, failure) -> {
            answer.set(found);
            failed.set(failure);
        });
        world.settle();
        assertThat(failed.get()).isNull();
        return answer.get();
    }

    @Test
    void remembersLogsEpochsAndSnapshots() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("orders", 3);
        log.append(Batches.of(1, "a"), 2);
        log.append(Batches.of(1, "b"), 2);
        log.append(Batches.of(1, "c"), 5);
        world.settle();
        log.saveProducerSnapshot(new ProducerSnapshot(1, new byte[] {1}));
        log.saveProducerSnapshot(new ProducerSnapshot(3, new byte[] {3, 3}));
        world.close();

        World again = new World(world.disk, world.config).open();
        assertThat(again.store.recovered()).containsExactly(World.id("orders", 3));
        assertThat(again.store.clusterId()).isEqualTo("cluster");
        PartitionLog reopened = again.log("orders", 3);
        assertThat(reopened.latestEpoch()).isEqualTo(5);
        assertThat(reopened.leaderEpochAt(1)).isEqualTo(2);
        assertThat(reopened.leaderEpochAt(3)).isEqualTo(-1);
        assertThat(reopened.epochEndOffset(2)).isEqualTo(2);
        assertThat(reopened.epochEndOffset(4)).isEqualTo(2);
        assertThat(reopened.epochEndOffset(5)).isEqualTo(3);
        assertThat(reopened.epochEndOffset(1)).isZero();
        ProducerSnapshot snapshot = reopened.producerSnapshot();
        assertThat(snapshot.offset()).isEqualTo(3);
        assertThat(snapshot.content()).containsExactly(3, 3);
        List<Long> bases = new ArrayList<>();
        reopened.scanHeaders(1, (buffer, position) -> bases.add(buffer.getLong(position)));
        assertThat(bases).containsExactly(1L, 2L);
        again.close();
    }

    @Test
    void aDeletedLogIsGoneAndItsNameIsFreeAtOnce() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a"), 0);
        world.settle();
        log.append(Batches.of(1, "b"), 0);
        world.store.delete(World.id("t", 0));
        LogId successor = new LogId(new Uuid(1, 2), "t", 0);
        PartitionLog next = world.store.openLog(successor, world.owner, world.config.logDefaults());
        assertThat(next.endOffset()).isZero();
        next.append(Batches.of(1, "new"), 0);
        world.settle();
        world.close();

        World again = new World(world.disk, world.config).open();
        assertThat(again.store.recovered()).containsExactly(successor);
        assertThat(again.store
                        .openLog(successor, again.owner, again.config.logDefaults())
                        .endOffset())
                .isEqualTo(1);
        again.settle();
        assertThat(world.disk.list("")).doesNotContain("t-0." + World.id("t", 0).topicId() + "-delete");
        again.close();
    }

    @Test
    void logsOfTheLongestNameAreDeletedLikeAnyOther() throws IOException {
        World world = world().open();
        String longest = "x".repeat(249);
        for (int partition : new int[] {0, 1, 99_999}) {
            PartitionLog log = world.log(longest, partition);
            log.append(Batches.of(1, "a"), 0);
            world.settle();
        }
        for (int partition : new int[] {0, 1, 99_999}) {
            world.store.delete(World.id(longest, partition));
        }
        PartitionLog other = world.log("u", 0);
        other.append(Batches.of(1, "b"), 0);
        world.settle();

        assertThat(world.store.failure()).isNull();
        assertThat(other.durableOffset()).isEqualTo(1);
        assertThat(world.disk.list("")).noneMatch(name -> name.startsWith("x"));
        world.close();
    }

    @Test
    void aLogThatNobodyOpenedCanBeDeleted() throws IOException {
        World world = world().open();
        world.log("t", 0).append(Batches.of(1, "a"), 0);
        world.settle();
        world.close();

        World again = new World(world.disk, world.config).open();
        again.store.delete(World.id("t", 0));
        PartitionLog other = again.log("u", 0);
        other.append(Batches.of(1, "b"), 0);
        again.settle();
        again.close();

        World last = new World(world.disk, world.config).open();
        assertThat(last.store.recovered()).containsExactly(World.id("u", 0));
        last.close();
    }

    @Test
    void withoutAJournalAnAppendIsInThePageCacheFirst() throws IOException {
        World world = new World(disk(), World.small().durability(Durability.OS)).open();
        PartitionLog log = world.log("t", 0);
        world.settle();
        log.append(Batches.of(1, "a"), 0);
        world.turn();

        assertThat(log.durableOffset()).isEqualTo(1);
        assertThat(world.coldOnce(log, 0, 1, 100)).hasSize(1);
        world.close();
    }

    @Test
    void aLargeBatchGoesByReference() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "small"), 0);
        log.append(Batches.sized(1, 9000, 1, 5), 0);
        log.append(Batches.of(1, "small"), 0);
        byte[] fromMemory = World.tail(log, 0, 3);
        world.turn();

        assertThat(log.durableOffset()).isEqualTo(3);
        world.settle();
        assertThat(world.cold(log, 0, 3)).isEqualTo(fromMemory);
        world.close();
    }

    @Test
    void manyLogsShareOneSync() throws IOException {
        World world = world().open();
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            logs.add(world.log("t", i));
        }
        world.settle();
        for (PartitionLog log : logs) {
            log.append(Batches.of(1, "a"), 0);
        }
        world.turn();

        assertThat(logs).allMatch(log -> log.durableOffset() == 1);
        world.close();
    }

    @Test
    void aDirectoryInUseAnotherNodesOrClustersOrANewerOneIsRefused() throws IOException {
        World world = world().open();
        assertThatThrownBy(() -> new World(world.disk, world.config).open()).isInstanceOf(DirectoryInUse.class);
        world.close();
        StoreConfig other = StoreConfig.of(8, "other");
        assertThatThrownBy(() -> new World(world.disk, other).open())
                .hasMessageContaining("node 7, not of node 8; set node.id=7, or choose another directory");
        StoreConfig elsewhere = StoreConfig.of(7, "elsewhere");
        assertThatThrownBy(() -> new World(world.disk, elsewhere.onlyThatCluster(true)).open())
                .hasMessageContaining(world.disk + " holds the data of cluster cluster, not of cluster elsewhere")
                .hasMessageContaining("set cluster.id=cluster, or choose another directory");
        World tolerant = new World(world.disk, elsewhere).open();
        assertThat(tolerant.store.clusterId()).isEqualTo("cluster");
        tolerant.close();

        try (DiskFile meta = world.disk.open("meta.properties")) {
            meta.truncate(0);
            meta.write(ByteBuffer.wrap("millrace.format=3\nnode.id=7\n".getBytes(StandardCharsets.UTF_8)), 0);
        }

        assertThatThrownBy(() -> new World(world.disk, world.config).open())
                .hasMessageContaining("format 3 by a newer release")
                .hasMessageContaining("choose another directory");
    }
}
