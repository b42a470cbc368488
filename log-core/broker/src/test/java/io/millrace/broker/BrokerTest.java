package io.millrace.broker;

import static io.millrace.broker.OneThread.answer;
import static io.millrace.broker.OneThread.batch;
import static io.millrace.broker.OneThread.fetched;
import static io.millrace.broker.OneThread.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.broker.OneThread.Asked;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.message.RecordsData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** A whole node on one thread, with a clock that the test moves and a disk that it breaks. */
class BrokerTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(7));

    @Test
    void aNodeNeedsNoThreadOfItsOwn() {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 3);
        world.produce("t", 1, batch("v", -1, -1));

        Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
        started.removeAll(before);

        assertThat(world.read("t", 1)).containsExactly("v");
        assertThat(started).isEmpty();
        world.close();
    }

    @Test
    void nothingIsAcknowledgedOrSeenBeforeItIsOnDisk() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        world.diskTurns(false);
        Asked produced = world.sendProduce("t", 0, batch("v", -1, -1));
        world.turnOften();

        assertThat(produced.done()).isFalse();
        Asked early = fetchOnItsOwnConnection(world, 0, 1);
        world.turnOften();
        assertThat(values(fetched(early))).isEmpty();
        assertThat(fetched(early).highWatermark()).isZero();

        world.diskTurns(true);
        world.until(produced::done);

        assertThat(answer(produced).baseOffset()).isZero();
        assertThat(world.read("t", 0)).containsExactly("v");
        world.close();
    }

    @Test
    void aCrashTakesNothingThatWasAcknowledgedAndGivesNoOffsetTwice() {
        for (int life = 0; life < 5; life++) {
            OneThread world = new OneThread(disk, Map.of(), false).open();
            if (life == 0) {
                world.createTopic("t", 1);
            }
            for (int i = 0; i < 10; i++) {
                long offset =
                        world.produce("t", 0, batch(life + "-" + i, -1, -1)).baseOffset();
                assertThat(offset).isEqualTo(life * 10L + i);
            }
            disk.crash();
        }
        OneThread world = new OneThread(disk, Map.of(), false).open();

        assertThat(world.read("t", 0)).hasSize(50).startsWith("0-0", "0-1").endsWith("4-8", "4-9");
        world.close();
    }

    @Test
    void aRetryAfterACrashIsStillKnownAsADuplicate() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        long id = producerId(world);
        for (int i = 0; i < 7; i++) {
            world.produce("t", 0, batch("v" + i, id, i));
        }
        disk.crash();
        OneThread again = new OneThread(disk, Map.of(), false).open();

        assertThat(again.produce("t", 0, batch("v6", id, 6)).baseOffset()).isEqualTo(6);
        assertThat(again.produce("t", 0, batch("v8", id, 8)).errorCode())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code());
        assertThat(again.produce("t", 0, batch("v7", id, 7)).baseOffset()).isEqualTo(7);
        again.close();

        // Nor does a clean stop forget it.
        OneThread third = new OneThread(disk, Map.of(), false).open();
        assertThat(third.produce("t", 0, batch("v7", id, 7)).baseOffset()).isEqualTo(7);
        assertThat(third.read("t", 0)).hasSize(8);
        third.close();
    }

    @Test
    void aDuplicateOfWhatIsNotYetOnDiskWaitsForItToo() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        long id = producerId(world);
        world.diskTurns(false);
        Asked first = world.sendProduce("t", 0, batch("v", id, 0));
        Asked second = world.sendProduce("t", 0, batch("v", id, 0));
        world.turnOften();
        assertThat(second.done()).isFalse();

        world.diskTurns(true);
        world.until(second::done);

        assertThat(answer(first).baseOffset()).isZero();
        assertThat(answer(second).baseOffset()).isZero();
        assertThat(world.read("t", 0)).containsExactly("v");
        world.close();
    }

    @Test
    void producerIdsAreNotReusedAfterACrash() {
        Set<Long> ids = new HashSet<>();
        for (int life = 0; life < 5; life++) {
            OneThread world = new OneThread(disk, Map.of(), false).open();
            for (int i = 0; i < 3; i++) {
                assertThat(ids.add(producerId(world))).isTrue();
            }
            disk.crash();
        }
        assertThat(ids).hasSize(15);
    }

    @Test
    void producersAreHeldBackWhileTheJournalIsFullAndLoseNothing() {
        Map<String, String> small = Map.of("journal.file.bytes", "1048576", "journal.files", "2");
        OneThread world = new OneThread(disk, small, false).open();
        world.createTopic("t", 1);
        world.diskTurns(false);
        List<Asked> sent = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            sent.add(world.sendProduce("t", 0, batch(i + "x".repeat(30_000), -1, -1)));
        }
        world.turnOften();
        assertThat(sent).noneMatch(Asked::done);

        world.diskTurns(true);
        world.until(() -> sent.stream().allMatch(Asked::done));

        for (int i = 0; i < 400; i++) {
            assertThat(answer(sent.get(i)).baseOffset()).isEqualTo(i);
        }
        assertThat(world.read("t", 0)).hasSize(400).allMatch(value -> value.endsWith("x"));
        world.close();
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledgedAndOldRecordsAreStillRead() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        world.produce("t", 0, batch("kept", -1, -1));
        disk.failSyncAfter(0);

        assertThat(world.produce("t", 0, batch("lost", -1, -1)).errorCode())
                .isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(world.produce("t", 0, batch("refused", -1, -1)).errorCode())
                .isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());

        assertThat(world.read("t", 0)).containsExactly("kept");
        HeartbeatResponseData heartbeat = world.ask(
                HeartbeatResponseData.class,
                ApiKeys.HEARTBEAT,
                4,
                new HeartbeatRequestData().setGroupId("g").setMemberId("m"));
        assertThat(heartbeat.errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
        world.close();
    }

    @Test
    void aFetchIsAnsweredByRecordsOrByTime() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        Asked byTime = world.sendFetch("t", 0, 0, 500, 1);
        world.turnOften();
        world.pass(499);
        assertThat(byTime.done()).isFalse();
        world.pass(2);
        assertThat(byTime.done()).isTrue();
        assertThat(values(fetched(byTime))).isEmpty();

        Asked byRecords = fetchOnItsOwnConnection(world, 500, 1);
        world.produce("t", 0, batch("v", -1, -1));
        world.turnOften();
        assertThat(values(fetched(byRecords))).containsExactly("v");

        Asked byMany = fetchOnItsOwnConnection(world, 5_000, 400);
        for (int i = 0; i < 4; i++) {
            world.produce("t", 0, batch("v" + i, -1, -1));
            world.turnOften();
            // 70-odd bytes a batch, the one from before included
            assertThat(byMany.done()).isEqualTo(false);
        }
        world.produce("t", 0, batch("w", -1, -1));
        world.produce("t", 0, batch("w", -1, -1));
        world.turnOften();
        assertThat(values(fetched(byMany))).hasSizeGreaterThan(4).startsWith("v", "v0");
        world.close();
    }

    @Test
    void aFetchOfATopicThatIsDeletedIsAnsweredAtOnce() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 2);
        Asked waiting = fetchOnItsOwnConnection(world, 60_000, 1);
        world.turnOften();
        world.send(ApiKeys.DELETE_TOPICS, 5, new DeleteTopicsRequestData().setTopicNames(List.of("t")));
        world.turnOften();

        assertThat(fetched(waiting).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        world.close();
    }

    @Test
    void memoryOfAResponseIsSpoiledOnceItIsClosedAndTheLogsOwnIsNot() {
        OneThread world = new OneThread(disk, Map.of(), true).open();
        world.createTopic("t", 1);
        world.produce("t", 0, batch("v", -1, -1));
        Asked asked = world.sendFetch("t", 0, 0, 0, 1);
        world.until(asked::done);
        ByteBuffer slice = RecordsData.slices(fetched(asked).records()).get(0);
        assertThat(values(fetched(asked))).containsExactly("v");

        asked.response().close();

        assertThat(slice.get(slice.position())).isEqualTo((byte) 0xDB);
        assertThat(slice.isReadOnly()).isTrue();
        assertThat(world.read("t", 0)).containsExactly("v");
        world.close();
    }

    @Test
    void aProducedBufferMayBeUsedAgainOnceItIsAnswered() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        ByteBuffer batch = batch("v", -1, -1);
        byte[] sent = batch.array().clone();
        Asked asked = world.sendProduce("t", 0, batch);
        world.until(asked::done);
        // A retry would send the very same bytes: the log wrote its offset into its own copy.
        assertThat(batch.array()).isEqualTo(sent);

        Arrays.fill(batch.array(), (byte) 0xDB);

        assertThat(world.read("t", 0)).containsExactly("v");
        world.close();
    }

    @Test
    void inProcessTheNodeIsWhereItWasAskedFor() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        String address = world.broker().inProcess().host();

        MetadataResponseData metadata = world.ask(
                MetadataResponseData.class,
                ApiKeys.METADATA,
                13,
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName("auto"))));
        FindCoordinatorResponseData coordinator = world.ask(
                FindCoordinatorResponseData.class,
                ApiKeys.FIND_COORDINATOR,
                6,
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of("g")));

        assertThat(metadata.brokers().iterator().next().host()).isEqualTo(address);
        assertThat(metadata.brokers().iterator().next().port()).isZero();
        assertThat(metadata.topics().find("auto").partitions()).hasSize(1);
        assertThat(coordinator.coordinators().get(0).host()).isEqualTo(address);
        world.close();
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInTheirOrder() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 4);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(world.sendProduce("t", i % 4, batch("v" + i, -1, -1)));
            asked.add(world.send(ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(List.of())));
        }
        world.until(() -> asked.stream().allMatch(Asked::done));

        assertThat(asked.stream().map(Asked::order)).isSorted();
        world.close();
    }

    @Test
    void whatIsNotListedEndsTheConnectionOnly() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        Asked refused = world.send(ApiKeys.VOTE, 0, new VoteRequestData());
        world.until(refused::done);

        assertThatThrownBy(refused::response).hasRootCauseInstanceOf(Transport.Disconnected.class);
        world.close();
    }

    private static Asked fetchOnItsOwnConnection(OneThread world, int maxWaitMs, int minBytes) {
        return world.onItsOwnConnection(() -> world.sendFetch("t", 0, 0, maxWaitMs, minBytes));
    }

    private static long producerId(OneThread world) {
        return world.ask(
                        InitProducerIdResponseData.class,
                        ApiKeys.INIT_PRODUCER_ID,
                        5,
                        new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1_000))
                .producerId();
    }
}
