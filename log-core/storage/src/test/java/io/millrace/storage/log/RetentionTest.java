package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Clock;
import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.log.LogConfig.Retention;
import io.millrace.storage.log.LogConfig.Roll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(2));
    private final World world = new World(disk, World.small());

    private static LogConfig config(Roll roll, Retention retention, long fileDelayMs) {
        return new LogConfig(Durability.SYNC, roll, retention, LogConfig.Compaction.NONE, fileDelayMs);
    }

    private PartitionLog log(LogConfig config) throws IOException {
        return world.store.openLog(World.id("t", 0), world.owner, config);
    }

    private List<String> segments() throws IOException {
        return disk.list("t-0").stream().filter(name -> name.endsWith(".log")).toList();
    }

    private void append(PartitionLog log, long timestamp, int batches) {
        for (int i = 0; i < batches; i++) {
            log.append(Batches.sized(timestamp, 500, 1, i), 0);
            world.turn();
        }
    }

    @Test
    void theOldestSegmentsGoWhenTheLogIsLargerThanItMayBe() throws IOException {
        world.open();
        PartitionLog log = log(config(Roll.bySize(2048), new Retention(true, -1, 5000), 0));
        append(log, 1, 30);
        world.settle();

        assertThat(log.startOffset()).isPositive();
        long left = 0;
        for (String segment : segments()) {
            left += disk.open("t-0/" + segment).size();
        }
        assertThat(left).isBetween(5000L, 5000L + 2048);
        assertThat(segments().get(0)).isEqualTo(String.format("%020d.log", log.startOffset()));
        assertThat(world.cold(log, log.startOffset(), 30)).isNotEmpty();
        world.close();
    }

    @Test
    void whatIsOlderThanItMayBeGoesAndSoDoesTheNewestSegment() throws IOException {
        world.open();
        PartitionLog log = log(config(Roll.bySize(1 << 20), new Retention(true, 5000, -1), 0));
        append(log, 1, 5);
        world.settle();
        assertThat(log.startOffset()).isZero();

        world.advance(6000);
        world.settle();

        assertThat(log.startOffset()).isEqualTo(5);
        assertThat(segments()).containsExactly("00000000000000000005.log");
        append(log, 8000, 1);
        world.settle();
        assertThat(log.endOffset()).isEqualTo(6);
        assertThat(log.startOffset()).isEqualTo(5);
        world.close();
        world.open();
        assertThat(log(LogConfig.keeping(Durability.SYNC, 4096)).startOffset()).isEqualTo(5);
        world.close();
    }

    @Test
    void filesOutliveTheirRecordsByTheDelay() throws IOException {
        world.open();
        PartitionLog log = log(config(Roll.bySize(2048), Retention.KEEP, 3000));
        append(log, 1, 30);
        log.deleteRecords(20, (start, failure) -> {});
        world.settle();
        assertThat(log.startOffset()).isEqualTo(20);
        assertThat(segments()).contains("00000000000000000000.log");

        world.advance(3000);
        world.settle();

        assertThat(segments()).doesNotContain("00000000000000000000.log");
        world.close();
    }

    @Test
    void aSegmentIsBegunWhenTheFirstBatchOfTheOldOneIsTooOld() throws IOException {
        world.open();
        PartitionLog log = log(config(new Roll(1 << 20, 1000, 0), Retention.KEEP, 0));
        append(log, 1, 2);
        append(log, 1001, 1);
        append(log, 1002, 2);
        world.settle();

        assertThat(segments()).containsExactly("00000000000000000000.log", "00000000000000000003.log");
        world.close();
    }

    @Test
    void aConfigurationHoldsFromItsChangeOn() throws IOException {
        world.open();
        PartitionLog log = log(LogConfig.keeping(Durability.SYNC, 2048));
        append(log, 1, 30);
        world.settle();
        assertThat(log.startOffset()).isZero();

        log.configure(config(Roll.bySize(2048), new Retention(true, -1, 0), 0));
        world.settle();

        assertThat(log.startOffset()).isEqualTo(30);
        world.close();
    }

    @Test
    void theEpochFileIsKafkasAndForgetsWhatIsDeleted() throws IOException {
        world.open();
        PartitionLog log = log(LogConfig.keeping(Durability.SYNC, 1024));
        for (int epoch = 0; epoch < 4; epoch++) {
            log.append(Batches.sized(1, 800, 1, epoch), epoch);
        }
        world.settle();
        log.deleteRecords(2, (start, failure) -> {});
        world.settle();
        world.close();

        byte[] file = io.millrace.storage.layout.SmallFiles.read(disk, "t-0/leader-epoch-checkpoint");
        assertThat(new String(file, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("0\n2\n2 2\n3 3\n");
    }

    @Test
    void aWallClockThatStepsAheadMakesNothingOld() {
        long[] wall = {1_000_000};
        long[] nanos = {5};
        RetentionClock clock = new RetentionClock(new Clock() {
            @Override
            public long wallMs() {
                return wall[0];
            }

            @Override
            public long nanos() {
                return nanos[0];
            }
        });
        List<Long> told = new ArrayList<>();

        wall[0] += 7_200_000;
        nanos[0] += 1_500_000;
        told.add(clock.nowMs());
        wall[0] -= 7_200_000 + 100;
        told.add(clock.nowMs());
        nanos[0] += 2_500_000;
        wall[0] += 1_000_000;
        told.add(clock.nowMs());

        assertThat(told).containsExactly(1_000_001L, 999_900L, 999_903L);
    }
}
