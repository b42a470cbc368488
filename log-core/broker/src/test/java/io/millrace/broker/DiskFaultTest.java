package io.millrace.broker;

import static io.millrace.broker.OneThread.answer;
import static io.millrace.broker.OneThread.batch;
import static io.millrace.broker.OneThread.fetched;
import static io.millrace.broker.OneThread.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.broker.OneThread.Asked;
import io.millrace.storage.disk.DiskWatcher.Operation;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** What clients are told while the disk is full, slow, or broken. */
class DiskFaultTest {
    private static final Map<String, String> SMALL = Map.of("journal.file.bytes", "1048576", "journal.files", "2");

    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(7));

    @Test
    void producersAreRefusedWhenLittleRoomIsLeftAndAllElseGoesOn() {
        disk.capacity(16 << 20);
        OneThread world = new OneThread(disk, SMALL, true).open();
        world.createTopic("t", 1);
        List<String> kept = new ArrayList<>();
        PartitionProduceResponse last = null;
        for (int i = 0; i < 2_000 && (last == null || last.errorCode() == 0); i++) {
            String value = i + "x".repeat(30_000);
            last = world.produce("t", 0, batch(value, -1, -1));
            if (last.errorCode() == 0) {
                kept.add(value);
            }
        }

        assertThat(last.errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(last.errorMessage()).contains("memory is nearly full");
        assertThat(Errors.KAFKA_STORAGE_ERROR.exception())
                .isInstanceOf(org.apache.kafka.common.errors.RetriableException.class);
        assertThat(world.read("t", 0).equals(kept)).isTrue();
        assertThat(commit(world)).isEqualTo(Errors.NONE);
        world.createTopic("more", 1);

        disk.capacity(Long.MAX_VALUE);
        world.pass(1_000);

        assertThat(world.produce("t", 0, batch("after", -1, -1)).baseOffset()).isEqualTo(kept.size());
        kept.add("after");
        disk.crash();
        OneThread again = new OneThread(disk, SMALL, false).open();
        assertThat(again.read("t", 0).equals(kept)).isTrue();
        again.close();
    }

    @Test
    void whatATopicWithoutRoomForItsFilesTookIsKept() {
        OneThread world = new OneThread(disk, SMALL, true).open();
        boolean[] room = {false};
        disk.watch((operation, path, done) -> {
            if (operation == Operation.CREATE && path.startsWith("t-") && !room[0]) {
                throw new IOException(path + ": No space left on device");
            }
        });
        world.createTopic("t", 1);
        assertThat(world.produce("t", 0, batch("in the journal", -1, -1)).baseOffset())
                .isZero();
        world.pass(200);
        assertThat(world.produce("t", 0, batch("refused", -1, -1)).errorCode())
                .isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());

        room[0] = true;
        world.pass(1_100);

        assertThat(world.produce("t", 0, batch("again", -1, -1)).baseOffset()).isEqualTo(1);
        disk.crash();
        OneThread after = new OneThread(disk, SMALL, false).open();
        assertThat(after.read("t", 0)).containsExactly("in the journal", "again");
        after.close();
    }

    @Test
    void aBatchThatIsNotOnDiskInTimeIsAnsweredSoAndFoundByItsRetry() {
        OneThread world = new OneThread(disk, SMALL, true).open();
        world.createTopic("t", 1);
        long id = world.ask(
                        InitProducerIdResponseData.class,
                        ApiKeys.INIT_PRODUCER_ID,
                        5,
                        new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1_000))
                .producerId();
        world.diskTurns(false);
        Asked slow = world.sendProduce("t", 0, batch("v", id, 0));
        world.turnOften();
        assertThat(slow.done()).isFalse();

        world.pass(1_000);
        world.pass(1_000);

        assertThat(answer(slow).errorCode()).isEqualTo(Errors.REQUEST_TIMED_OUT.code());
        world.diskTurns(true);
        assertThat(world.produce("t", 0, batch("v", id, 0)).baseOffset()).isZero();
        assertThat(world.read("t", 0)).containsExactly("v");
        world.close();
    }

    @Test
    void aBatchThatTheLogCouldNotTakeInTimeIsNotTakenLater() {
        OneThread world = new OneThread(disk, SMALL, true).open();
        world.createTopic("t", 1);
        world.diskTurns(false);
        List<Asked> sent = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            String value = i + "x".repeat(30_000);
            sent.add(world.onItsOwnConnection(() -> world.sendProduce("t", 0, batch(value, -1, -1))));
        }
        world.turnOften();

        world.pass(1_000);
        world.pass(1_000);

        assertThat(sent).allMatch(Asked::done);
        assertThat(sent.stream().map(asked -> answer(asked).errorMessage()).distinct())
                .containsExactlyInAnyOrder(
                        "the batch was not on disk in time", "the log could not take the batch in time");
        long taken = sent.stream()
                .filter(asked -> answer(asked).errorMessage().startsWith("the batch"))
                .count();
        world.diskTurns(true);
        for (int i = 0; i < 50; i++) {
            world.pass(50);
        }
        List<String> read = world.read("t", 0);
        assertThat(read.size()).isEqualTo((int) taken);
        assertThat(read.stream().allMatch(value -> value.endsWith("xx"))).isTrue();
        // What waits in memory is bounded, however slow the disk is.
        assertThat(taken * 30_000L).isLessThan(40L << 20);
        world.close();
    }

    @Test
    void aReadThatFailsIsOnePartitionsAlone() {
        OneThread world = new OneThread(disk, Map.of("tail.bytes", "1048576"), false).open();
        world.createTopic("t", 2);
        for (int i = 0; i < 80; i++) {
            world.produce("t", i % 2, batch(i + "x".repeat(50_000), -1, -1));
        }
        world.pass(1_000);
        disk.failReads(path -> path.startsWith("t-0/"));

        Asked broken = world.sendFetch("t", 0, 0, 0, 1);
        world.until(broken::done);

        assertThat(fetched(broken).errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(world.read("t", 1)).hasSize(40);
        assertThat(world.produce("t", 0, batch("v", -1, -1)).errorCode()).isZero();
        Asked newest = world.sendFetch("t", 0, 40, 0, 1);
        world.until(newest::done);
        assertThat(values(fetched(newest))).containsExactly("v");
        world.close();
    }

    @Test
    void aFailedSyncIsToldByNameAndInTheLogDirectories() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        disk.failSyncAfter(0);

        PartitionProduceResponse first = world.produce("t", 0, batch("lost", -1, -1));

        assertThat(first.errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(first.errorMessage()).contains("journal/").contains("cannot be synced");
        assertThat(commit(world)).isEqualTo(Errors.NOT_COORDINATOR);
        DescribeLogDirsResponseData dirs = world.ask(
                DescribeLogDirsResponseData.class,
                ApiKeys.DESCRIBE_LOG_DIRS,
                4,
                new DescribeLogDirsRequestData().setTopics(null));
        assertThat(dirs.results().get(0).errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        world.close();
    }

    private static Errors commit(OneThread world) {
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId("g")
                .setGenerationIdOrMemberEpoch(-1)
                .setMemberId("")
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(0)))));
        return Errors.forCode(world.ask(OffsetCommitResponseData.class, ApiKeys.OFFSET_COMMIT, 8, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .errorCode());
    }
}
