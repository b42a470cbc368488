package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.record.EndMarker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients do anything at any time; what the log says is always what the group is. */
class GroupReplayTest {
    private static final int STEPS = 400;
    private static final OffsetFetchRequestGroup POSITIONS = new OffsetFetchRequestGroup()
            .setGroupId(World.GROUP)
            .setTopics(Stream.of("t0", "t1", "t2")
                    .map(topic -> new OffsetFetchRequestTopics().setName(topic).setPartitionIndexes(List.of(0, 1, 2)))
                    .toList());

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 150; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theLogRebuildsWhatWasCommitted(long seed) {
        Storm storm = new Storm(seed);
        for (int step = 0; step < STEPS; step++) {
            storm.step();
            storm.check("seed " + seed + ", step " + step);
        }
        storm.calm("seed " + seed);
    }

    /** Random clients, dynamic and static, with commits held back and restarts now and then. */
    private static final class Storm {
        private final Rng rng;
        private final World world;
        private final List<Client> clients = new ArrayList<>();
        private final List<Answer<?>> answers = new ArrayList<>();

        private Storm(long seed) {
            rng = Rng.seeded(seed);
            int delayMs = rng.nextInt(3) == 0 ? 500 : 0;
            world = new World(new GroupLimits(6_000, 1_800_000, 2 + rng.nextInt(4), delayMs, 4096));
            for (int i = 0; i < 6; i++) {
                Client client = world.client("c" + i);
                client.knowing(rng.nextInt(4) == 0 ? new String[] {"sticky"} : new String[] {"range", "sticky"});
                client.sessionMs = 6_000 + rng.nextInt(20_000);
                client.rebalanceMs = rng.nextInt(20_000);
                client.joinVersion = (short) (2 + rng.nextInt(8));
                if (rng.nextInt(3) == 0) {
                    client.of("instance" + rng.nextInt(2));
                }
                clients.add(client);
            }
        }

        private void step() {
            Client client = clients.get(rng.nextInt(clients.size()));
            switch (rng.nextInt(19)) {
                case 0, 1, 2, 3 -> keep(client.join());
                case 4, 5, 6 -> keep(client.sync(clients.toArray(new Client[0])));
                case 7, 8 -> world.pass(rng.nextInt(4_000));
                case 9 -> whenNothingIsHeld(client::heartbeat);
                case 10 ->
                    whenNothingIsHeld(() -> client.commit("t" + rng.nextInt(3), rng.nextInt(3), rng.nextInt(99)));
                case 11 -> whenNothingIsHeld(client::leave);
                case 12 -> {
                    client.memberId = rng.nextInt(2) == 0 ? "" : client.memberId;
                    client.knowing(rng.nextInt(3) == 0 ? new String[] {"sticky"} : new String[] {"sticky", "range"});
                }
                case 13 -> {
                    if (rng.nextInt(2) == 0) {
                        world.log.hold();
                    } else {
                        world.log.release();
                    }
                }
                case 14 -> {
                    if (rng.nextInt(5) == 0) {
                        world.restart();
                    }
                }
                case 15, 16 -> keep(commitInTransaction(rng.nextInt(3), rng.nextInt(3), rng.nextInt(99)));
                case 17 -> {
                    Answer<Errors> ended = new Answer<>();
                    EndMarker marker = new EndMarker(rng.nextInt(3) > 0, 0);
                    world.groups.endTransaction(rng.nextInt(3), (short) 0, marker, ended);
                    keep(ended);
                }
                default -> {
                    if (rng.nextInt(5) == 0) {
                        Answer<List<DeletableGroupResult>> answer = new Answer<>();
                        world.groups.delete(List.of(World.GROUP), world.wallMs(), answer);
                        answers.add(answer);
                    }
                }
            }
        }

        private Answer<TxnOffsetCommitResponseData> commitInTransaction(int producerId, int partition, long offset) {
            TxnOffsetCommitRequestData request = new TxnOffsetCommitRequestData()
                    .setGroupId(World.GROUP)
                    .setProducerId(producerId)
                    .setProducerEpoch((short) 0)
                    .setTopics(List.of(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic()
                            .setName("t" + rng.nextInt(3))
                            .setPartitions(List.of(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition()
                                    .setPartitionIndex(partition)
                                    .setCommittedOffset(offset)))));
            Answer<TxnOffsetCommitResponseData> answer = new Answer<>();
            world.groups.commitTxnOffsets(request, world.nowMs, world.wallMs(), answer);
            return answer;
        }

        private void whenNothingIsHeld(Runnable action) {
            world.log.release();
            action.run();
        }

        private void keep(Answer<?> answer) {
            answers.add(answer);
        }

        /** The log, replayed alone, gives the stored state; and where a group is at rest that is the live one. */
        private void check(String where) {
            GroupMachine live = world.groups.machine();
            GroupMachine rebuilt = new GroupMachine(
                    GroupLimits.DEFAULT, world.new Clockwork(), () -> "none", () -> CatalogImage.EMPTY, id -> Map.of());
            for (GroupRecord record : world.log.records()) {
                rebuilt.apply(record);
            }
            assertThat(stored(rebuilt)).as(where).isEqualTo(stored(live));
            assertThat(rebuilt.fetch(POSITIONS, true)).as(where).isEqualTo(live.fetch(POSITIONS, true));
            for (Group group : live.groups().values()) {
                boolean atRest = group.in(GroupState.STABLE) || (group.in(GroupState.EMPTY) && group.stored() != null);
                if (atRest) {
                    assertThat(World.text(group.record().value())).as(where).isEqualTo(World.text(group.stored()));
                }
            }
        }

        /** When all is committed and time has passed nobody waits, and nothing is left to happen. */
        private void calm(String where) {
            world.log.release();
            world.pass(3_600_000);
            check(where);
            assertThat(answers).as(where).allMatch(Answer::isThere);
            assertThat(world.clockwork.ofGroups()).as(where).isEmpty();
            assertThat(world.state()).as(where).isIn("Empty", "Dead");
        }

        private static Map<String, String> stored(GroupMachine machine) {
            Map<String, String> stored = new LinkedHashMap<>();
            for (Group group : machine.groups().values()) {
                if (group.stored() != null || !group.offsets().isEmpty()) {
                    stored.put(group.id(), World.text(group.stored()) + " at " + group.offsets());
                }
            }
            return stored;
        }
    }
}
