package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.consumer.ConsumerLimits;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
    private static final int SESSION_MS = ConsumerLimits.DEFAULT.sessionTimeoutMs();

    private final World world = new World();
    private final ConsumerClient a = new ConsumerClient(world, "a");
    private final ConsumerClient b = new ConsumerClient(world, "b");

    @BeforeEach
    void topics() {
        world.catalog = ConsumerClient.catalog(Map.of("t", 4));
    }

    @Test
    void theFirstMemberGetsEverythingAtOnce() {
        assertThat(a.beat()).isEqualTo(Errors.NONE);

        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.last.heartbeatIntervalMs()).isEqualTo(5_000);
        assertThat(a.assigned).containsExactly("t-0", "t-1", "t-2", "t-3");
        assertThat(state()).isEqualTo("Stable");
    }

    @Test
    void aSecondMemberWaitsUntilTheFirstHasGivenUpItsShare() {
        a.beat();
        a.follow();
        b.beat();
        b.follow();
        assertThat(b.epoch).isEqualTo(2);
        assertThat(b.assigned).isEmpty();
        assertThat(state()).isEqualTo("Reconciling");

        a.beat();
        assertThat(a.epoch).as("kept until it has given up").isEqualTo(1);
        assertThat(a.assigned).hasSize(2);
        b.beat();
        assertThat(b.assigned).isEmpty();

        a.follow().beat();
        assertThat(a.epoch).isEqualTo(2);
        b.beat();
        assertThat(b.assigned).hasSize(2).doesNotContainAnyElementsOf(a.assigned);
        assertThat(state()).isEqualTo("Stable");
    }

    @Test
    void whoLeavesIsReplacedAtTheOthersNextHeartbeat() {
        both();

        assertThat(b.leave(-1)).isEqualTo(Errors.NONE);
        assertThat(b.last.memberEpoch()).isEqualTo(-1);
        assertThat(state()).isEqualTo("Assigning");

        a.beat();
        assertThat(a.assigned).hasSize(4);
    }

    @Test
    void whoIsSilentForASessionIsOut() {
        both();
        world.pass(SESSION_MS - 1);
        a.beat();
        world.pass(1);

        a.beat();
        assertThat(a.assigned).hasSize(4);
        assertThat(b.beat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoDoesNotGiveUpInTimeIsOut() {
        a.rebalanceMs = 20_000;
        a.beat();
        a.follow();
        b.beat();
        a.beat();
        world.pass(19_999);
        assertThat(a.beatShortly()).isEqualTo(Errors.NONE);
        world.pass(1);

        assertThat(a.beatShortly()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        b.beat();
        assertThat(b.assigned).hasSize(4);
    }

    @Test
    void aWrongEpochIsFencedAndTheOneBeforeIsARepetition() {
        both();
        a.epoch = 9;
        assertThat(a.beat()).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(a.last.errorMessage()).contains("says epoch 9");

        b.epoch = 1;
        assertThat(b.beat()).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        a.beat();
        a.follow();
        world.catalog = ConsumerClient.catalog(Map.of("t", 6));
        int before = a.epoch;
        a.beat();
        a.epoch = before;
        a.tellAll = true;
        assertThat(a.beat()).as("its answer was lost").isEqualTo(Errors.NONE);
        assertThat(a.epoch).isGreaterThan(before);
    }

    @Test
    void whoNobodyKnowsIsToldSo() {
        a.epoch = 3;
        assertThat(a.beat()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        b.beat();
        a.epoch = 3;
        assertThat(a.beat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(a.leave(-1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aStaticMemberComesBackToWhatItHad() {
        a.of("one");
        both();
        TreeSet<String> had = new TreeSet<>(a.owned);

        assertThat(new ConsumerClient(world, "thief").of("one").beat()).isEqualTo(Errors.UNRELEASED_INSTANCE_ID);
        assertThat(a.leave(-2)).isEqualTo(Errors.NONE);
        assertThat(a.last.memberEpoch()).isEqualTo(-2);
        ConsumerClient again = new ConsumerClient(world, "a2").of("one");
        int epoch = ConsumerClient.describe(world).groupEpoch();

        assertThat(again.beat()).isEqualTo(Errors.NONE);
        assertThat(again.assigned).isEqualTo(had);
        assertThat(ConsumerClient.describe(world).groupEpoch())
                .as("nobody else is disturbed")
                .isEqualTo(epoch);
        a.epoch = 2;
        assertThat(a.beat()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void aStaticMemberThatStaysAwayIsOutAfterASession() {
        a.of("one");
        both();
        a.leave(-2);
        for (int i = 0; i < 4; i++) {
            world.pass(SESSION_MS / 3);
            b.beat();
        }

        assertThat(b.assigned).hasSize(4);
    }

    @Test
    void newPartitionsAndTopicsAreShared() {
        a.topics = List.of("t", "u");
        a.beat();
        world.catalog = ConsumerClient.catalog(Map.of("t", 5, "u", 1, "other", 3));
        a.beat();

        assertThat(a.assigned).contains("t-4", "u-0").hasSize(6);
        int epoch = a.epoch;
        world.catalog = ConsumerClient.catalog(Map.of("t", 5, "u", 1, "other", 4));
        a.beat();
        assertThat(a.epoch).as("nobody subscribes to what changed").isEqualTo(epoch);
    }

    @Test
    void anExpressionFollowsTheTopics() {
        a.topics = null;
        a.expression = "t.*";
        a.beat();
        a.follow();
        assertThat(a.assigned).hasSize(4);

        world.catalog = ConsumerClient.catalog(Map.of("t", 4, "tt", 2, "xt", 2));
        a.beat();
        assertThat(a.assigned).contains("tt-0", "tt-1").hasSize(6);

        a.follow();
        a.expression = "";
        a.topics = List.of("xt");
        a.tellAll = true;
        a.beat();
        a.follow().beat();
        assertThat(a.assigned).containsExactly("xt-0", "xt-1");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        a.expression = "[";
        assertThat(a.beat()).isEqualTo(Errors.INVALID_REGULAR_EXPRESSION);
        a.expression = null;
        a.assignor = "mine";
        assertThat(a.beat()).isEqualTo(Errors.UNSUPPORTED_ASSIGNOR);
        a.assignor = null;
        a.topics = null;
        assertThat(a.beat()).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(heartbeat(new ConsumerGroupHeartbeatRequestData()
                                .setGroupId("g")
                                .setMemberId("m")
                                .setMemberEpoch(-3))
                        .errorMessage())
                .isEqualTo("no member has epoch -3");
        assertThat(world.log.records()).isEmpty();
    }

    @Test
    void aFullGroupTakesNobody() {
        ConsumerLimits of = ConsumerLimits.DEFAULT;
        GroupLimits d = GroupLimits.DEFAULT;
        World small = new World(new GroupLimits(
                d.minSessionTimeoutMs(),
                d.maxSessionTimeoutMs(),
                d.maxSize(),
                0,
                4096,
                d.offsetsRetentionMs(),
                d.offsetsRetentionCheckMs(),
                new ConsumerLimits(
                        of.sessionTimeoutMs(),
                        of.minSessionTimeoutMs(),
                        of.maxSessionTimeoutMs(),
                        of.heartbeatIntervalMs(),
                        of.minHeartbeatIntervalMs(),
                        of.maxHeartbeatIntervalMs(),
                        1,
                        of.assignors()),
                d.migration()));
        assertThat(new ConsumerClient(small, "a").beat()).isEqualTo(Errors.NONE);
        assertThat(new ConsumerClient(small, "b").beat()).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void thePreferredAssignorIsTheOneThatMostAskFor() {
        a.assignor = "range";
        both();
        assertThat(ConsumerClient.describe(world).assignorName()).isEqualTo("range");
    }

    @Test
    void offsetsAreCommittedUnderTheMembersEpoch() {
        both();
        String mine = a.owned.first();
        int partition = Integer.parseInt(mine.substring(2));

        assertThat(commit("a", 2, partition, (short) 9)).isEqualTo(Errors.NONE);
        assertThat(commit("a", 1, partition, (short) 9)).as("it had it then").isEqualTo(Errors.NONE);
        assertThat(commit("a", 0, partition, (short) 9)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(commit("a", 3, partition, (short) 9)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(commit("a", 2, partition, (short) 8)).isEqualTo(Errors.UNSUPPORTED_VERSION);
        assertThat(commit("x", 2, partition, (short) 9)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(commit("", -1, partition, (short) 9)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(fetch("a", 2)).isEqualTo(Errors.NONE);
        assertThat(fetch("a", 1)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(fetch("x", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(fetch(null, -1)).isEqualTo(Errors.NONE);
    }

    @Test
    void administratorsSeeItAsAConsumerGroup() {
        both();
        var described = ConsumerClient.describe(world);
        assertThat(described.groupState()).isEqualTo("Stable");
        assertThat(described.groupEpoch()).isEqualTo(2);
        assertThat(described.assignmentEpoch()).isEqualTo(2);
        assertThat(described.assignorName()).isEqualTo("uniform");
        assertThat(described.members()).hasSize(2).allMatch(member -> member.memberType() == 1);
        assertThat(described.members().get(0).assignment())
                .isEqualTo(described.members().get(0).targetAssignment());

        assertThat(world.describe().errorMessage()).isEqualTo("group g is no classic group");
        assertThat(list(new ListGroupsRequestData().setTypesFilter(List.of("Consumer"))))
                .containsExactly("Stable");
        assertThat(list(new ListGroupsRequestData().setTypesFilter(List.of("classic"))))
                .isEmpty();
        assertThat(list(new ListGroupsRequestData().setStatesFilter(List.of("empty"))))
                .isEmpty();
        assertThat(delete()).isEqualTo(Errors.NON_EMPTY_GROUP);
        assertThat(World.error(world.leave(new MemberIdentity().setMemberId("a"))
                        .members()
                        .get(0)
                        .errorCode()))
                .isEqualTo(Errors.NONE);
        b.leave(-1);
        assertThat(list(new ListGroupsRequestData())).containsExactly("Empty");
        assertThat(delete()).isEqualTo(Errors.NONE);
        assertThat(list(new ListGroupsRequestData())).isEmpty();
        assertThat(world.clockwork.ofGroups()).isEmpty();
    }

    @Test
    void nothingIsLeftOfADeletedGroupAfterARestart() {
        both();
        a.leave(-1);
        b.leave(-1);
        delete();
        world.restart();

        assertThat(list(new ListGroupsRequestData())).isEmpty();
        assertThat(a.beat()).isEqualTo(Errors.NONE);
        assertThat(a.epoch).isEqualTo(1);
    }

    @Test
    void anEmptyGroupChangesItsProtocolAndKeepsItsOffsets() {
        world.commitFromOutside("t", 5);
        a.beat();
        World.Client classic = world.new Client("classic");
        assertThat(World.error(classic.join().get().errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        a.leave(-1);

        assertThat(World.error(classic.join().get().errorCode())).isEqualTo(Errors.NONE);
        classic.sync(classic);
        assertThat(world.state()).isEqualTo("Stable");
        assertThat(a.beat()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(a.last.errorMessage()).startsWith("group g is no consumer group");
        world.restart();
        assertThat(world.state()).isEqualTo("Stable");

        world.leave(new MemberIdentity().setMemberId(classic.memberId));
        assertThat(a.beat()).isEqualTo(Errors.NONE);
        world.restart();
        assertThat(ConsumerClient.describe(world).members()).hasSize(1);
        assertThat(world.offset("t", 0)).isEqualTo(5);
    }

    /** Taken in at once, without an id first: what ends the consumer group must not end what it has become. */
    @Test
    void aStaticMemberTakesOverAnEmptyGroupByTheClassicProtocol() {
        a.beat();
        a.leave(-1);
        World.Client classic = world.new Client("classic").of("one");

        assertThat(World.error(classic.joinOnce().get().errorCode())).isEqualTo(Errors.NONE);
        assertThat(World.error(classic.sync(classic).get().errorCode())).isEqualTo(Errors.NONE);

        assertThat(classic.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(world.describe().protocolType()).isEqualTo("consumer");
        world.restart();
        assertThat(world.state()).isEqualTo("Stable");
        assertThat(classic.heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void aRestartInTheMiddleOfAReconciliationChangesNothing() {
        a.beat();
        a.follow();
        b.beat();
        a.beat();
        world.restart();

        b.beat();
        assertThat(b.assigned).isEmpty();
        a.follow().beat();
        b.beat();
        assertThat(b.assigned).hasSize(2).doesNotContainAnyElementsOf(a.owned);
        assertThat(state()).isEqualTo("Stable");
        assertThat(b.epoch).isEqualTo(2);
    }

    @Test
    void membersOfAStoredGroupHaveOneSessionToShowUp() {
        both();
        world.restart();
        world.pass(SESSION_MS);

        assertThat(state()).isEqualTo("Empty");
    }

    private void both() {
        a.beat();
        a.follow();
        b.beat();
        a.beat();
        a.follow().beat();
        b.beat();
        b.follow();
        assertThat(state()).isEqualTo("Stable");
    }

    private String state() {
        return ConsumerClient.describe(world).groupState();
    }

    private ConsumerGroupHeartbeatResponseData heartbeat(ConsumerGroupHeartbeatRequestData request) {
        World.Answer<ConsumerGroupHeartbeatResponseData> answer = new World.Answer<>();
        world.groups.consumerHeartbeat(
                request, (short) 1, new GroupClient("c", "/h"), world.nowMs, world.wallMs(), answer);
        return answer.get();
    }

    private Errors commit(String member, int epoch, int partition, short version) {
        World.Answer<Short> answer = new World.Answer<>();
        OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic()
                .setName("t")
                .setTopicId(ConsumerClient.idOf("t"))
                .setPartitions(List.of(new OffsetCommitRequestPartition().setPartitionIndex(partition)));
        world.groups.commitOffsets(
                new OffsetCommitRequestData()
                        .setGroupId(World.GROUP)
                        .setMemberId(member)
                        .setGenerationIdOrMemberEpoch(epoch)
                        .setTopics(List.of(topic)),
                version,
                world.nowMs,
                world.wallMs(),
                response -> answer.accept(
                        response.topics().get(0).partitions().get(0).errorCode()));
        return Errors.forCode(answer.get());
    }

    private Errors fetch(String member, int epoch) {
        World.Answer<OffsetFetchResponseGroup> answer = new World.Answer<>();
        world.groups.fetchOffsets(
                new OffsetFetchRequestGroup()
                        .setGroupId(World.GROUP)
                        .setMemberId(member)
                        .setMemberEpoch(epoch)
                        .setTopics(null),
                false,
                answer);
        return Errors.forCode(answer.get().errorCode());
    }

    private List<String> list(ListGroupsRequestData request) {
        World.Answer<ListGroupsResponseData> answer = new World.Answer<>();
        world.groups.list(request, answer);
        return answer.get().groups().stream().map(each -> each.groupState()).toList();
    }

    private Errors delete() {
        World.Answer<List<DeletableGroupResult>> answer = new World.Answer<>();
        world.groups.delete(List.of(World.GROUP), world.wallMs(), answer);
        return Errors.forCode(answer.get().get(0).errorCode());
    }
}
