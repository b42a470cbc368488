package io.millrace.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.call.Answer;
import io.millrace.client.config.ClientKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupMemberTest {
    private final World world = new World();
    private final List<String> heard = new ArrayList<>();
    private final Divider divider = new Divider();
    private Runnable revoked;
    private Throwable failed;
    private int coordinatorPort = 100;

    @BeforeEach
    void script() {
        world.cluster.nodes = 2;
        world.cluster.on(ApiKeys.FIND_COORDINATOR, held -> {
            FindCoordinatorResponseData answer = new FindCoordinatorResponseData();
            answer.coordinators()
                    .add(new FindCoordinatorResponseData.Coordinator()
                            .setKey("g")
                            .setHost("node")
                            .setPort(coordinatorPort));
            return answer;
        });
        world.cluster.on(ApiKeys.HEARTBEAT, held -> new HeartbeatResponseData());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aMemberJoinsWithTheIdThatItIsGiven() {
        GroupMember member = member("");
        member.join();
        refuseJoin(Errors.MEMBER_ID_REQUIRED, "m-1");

        Held again = next(ApiKeys.JOIN_GROUP);
        assertThat(again.body(JoinGroupRequestData.class).memberId()).isEqualTo("m-1");
        admit(again, "m-1", "other", 3);
        Held sync = next(ApiKeys.SYNC_GROUP);
        assertThat(sync.body(SyncGroupRequestData.class).assignments()).isEmpty();
        sync.answer(new SyncGroupResponseData().setAssignment(new byte[] {9}));
        world.settle();

        assertThat(heard).containsExactly("assigned 3 [9]");
        assertThat(member.isLeader()).isFalse();
    }

    @Test
    void theLeaderDividesInItsOwnTimeAndStaysAlive() {
        GroupMember member = member("");
        member.join();
        admit(next(ApiKeys.JOIN_GROUP), "m-1", "m-1", 1);
        world.pass(7_000);
        assertThat(divider.members).extracting(Assignor.Member::id).containsExactly("m-1", "m-2");
        assertThat(world.cluster.seen(ApiKeys.HEARTBEAT)).hasSize(2);

        divider.answer.done(Map.of("m-1", new byte[] {1}, "m-2", new byte[] {2}), null);
        Held sync = next(ApiKeys.SYNC_GROUP);

        assertThat(sync.body(SyncGroupRequestData.class).assignments()).hasSize(2);
        assertThat(member.isLeader()).isTrue();
    }

    @Test
    void aRebalanceRevokesFirstAndJoinsWhenTheListenerIsDone() {
        GroupMember member = stable("");
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.REBALANCE_IN_PROGRESS));
        world.pass(3_010);
        assertThat(heard).containsExactly("assigned 1 [5]", "revoke");
        assertThat(world.cluster.waiting(ApiKeys.JOIN_GROUP)).isEmpty();
        assertThat(member.generation()).as("may still commit").isEqualTo(1);
        world.pass(6_000);
        assertThat(heard).as("asked once").hasSize(2);

        revoked.run();
        Held join = next(ApiKeys.JOIN_GROUP);

        assertThat(join.body(JoinGroupRequestData.class).memberId()).isEqualTo("m-1");
    }

    @Test
    void aMemberThatWasForgottenLosesAllAndJoinsAsANewOne() {
        stable("");
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.UNKNOWN_MEMBER_ID));
        world.pass(3_010);

        assertThat(heard).containsExactly("assigned 1 [5]", "lost");
        assertThat(next(ApiKeys.JOIN_GROUP).body(JoinGroupRequestData.class).memberId())
                .isEmpty();
    }

    @Test
    void anOldGenerationLosesAllAndJoinsUnderItsOwnId() {
        stable("");
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.ILLEGAL_GENERATION));
        world.pass(3_010);

        assertThat(heard).containsExactly("assigned 1 [5]", "lost");
        assertThat(next(ApiKeys.JOIN_GROUP).body(JoinGroupRequestData.class).memberId())
                .isEqualTo("m-1");
    }

    @Test
    void beingForgottenWhileRevokingEndsTheRevocation() {
        stable("");
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.REBALANCE_IN_PROGRESS));
        world.pass(3_010);
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.UNKNOWN_MEMBER_ID));
        world.pass(3_010);
        revoked.run();
        world.settle();

        assertThat(heard).containsExactly("assigned 1 [5]", "revoke", "lost");
        assertThat(world.cluster.waiting(ApiKeys.JOIN_GROUP)).hasSize(1);
    }

    @Test
    void aTakenOverInstanceFailsForGood() {
        stable("static");
        world.cluster.on(ApiKeys.HEARTBEAT, held -> beat(Errors.FENCED_INSTANCE_ID));
        world.pass(3_010);
        world.cluster.seen.clear();
        world.pass(60_000);

        assertThat(heard).containsExactly("assigned 1 [5]", "lost", "failed");
        assertThat(failed).isInstanceOf(FencedInstanceIdException.class);
        assertThat(world.cluster.seen).isEmpty();
    }

    @Test
    void theCoordinatorIsFoundAgainWhenItHasMoved() {
        stable("");
        coordinatorPort = 101;
        world.cluster.on(
                ApiKeys.HEARTBEAT,
                held -> held.link.endpoint.port() == 100 ? beat(Errors.NOT_COORDINATOR) : beat(Errors.NONE));
        world.pass(3_500);

        List<Held> beats = world.cluster.seen(ApiKeys.HEARTBEAT);
        assertThat(beats.get(beats.size() - 1).link.endpoint.port()).isEqualTo(101);
        assertThat(heard).as("nothing was lost").containsExactly("assigned 1 [5]");
    }

    @Test
    void aSyncInTheMiddleOfTheNextRebalanceJoinsAgain() {
        GroupMember member = member("");
        member.join();
        admit(next(ApiKeys.JOIN_GROUP), "m-1", "other", 1);
        next(ApiKeys.SYNC_GROUP).answer(new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));

        assertThat(next(ApiKeys.JOIN_GROUP).body(JoinGroupRequestData.class).memberId())
                .isEqualTo("m-1");
        assertThat(heard).isEmpty();
    }

    @Test
    void aBrokenConnectionWhileJoiningIsTriedAgain() {
        GroupMember member = member("");
        member.join();
        next(ApiKeys.JOIN_GROUP);
        world.cluster.cutAll();

        admit(next(ApiKeys.JOIN_GROUP), "m-1", "other", 1);
        assertThat(next(ApiKeys.SYNC_GROUP)).isNotNull();
    }

    @Test
    void aNewSubscriptionIsDividedAnewWhenAskedFor() {
        GroupMember member = stable("");
        member.rejoin();
        world.settle();
        assertThat(heard).containsExactly("assigned 1 [5]", "revoke");

        revoked.run();

        assertThat(next(ApiKeys.JOIN_GROUP)).isNotNull();
    }

    @Test
    void leavingTellsTheCoordinatorEvenWhileAJoinWaits() {
        GroupMember member = stable("static");
        member.rejoin();
        world.settle();
        revoked.run();
        next(ApiKeys.JOIN_GROUP);
        World.Result<Object> left = new World.Result<>();

        member.leave(failure -> left.done("left", failure));
        Held held = next(ApiKeys.LEAVE_GROUP);
        held.answer(new LeaveGroupResponseData());
        world.settle();

        var identity = held.body(LeaveGroupRequestData.class).members().get(0);
        assertThat(identity.memberId()).isEqualTo("m-1");
        assertThat(identity.groupInstanceId()).isEqualTo("static");
        assertThat(left.values).hasSize(1);
    }

    @Test
    void aCommitIsRetriedWhileItsErrorPasses() {
        GroupMember member = stable("");
        World.Result<Object> committed = new World.Result<>();
        member.commit(Map.of(new TopicPartition("t", 0), Offset.of(8)), failure -> committed.done("ok", failure));

        commitAnswer(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        commitAnswer(Errors.NOT_COORDINATOR);
        Held last = commitAnswer(Errors.NONE);
        world.settle();

        assertThat(committed.values).hasSize(1);
        assertThat(last.body(OffsetCommitRequestData.class).generationIdOrMemberEpoch())
                .isEqualTo(1);
        assertThat(last.body(OffsetCommitRequestData.class).memberId()).isEqualTo("m-1");
    }

    @Test
    void aCommitOfAnOldGenerationIsToldToTheCaller() {
        GroupMember member = stable("");
        World.Result<Object> committed = new World.Result<>();
        member.commit(Map.of(new TopicPartition("t", 0), Offset.of(8)), failure -> committed.done("ok", failure));

        commitAnswer(Errors.ILLEGAL_GENERATION);
        world.settle();

        assertThat(committed.failures).singleElement().isInstanceOf(IllegalGenerationException.class);
    }

    private GroupMember member(String instanceId) {
        Map<String, String> settings = new HashMap<>(Map.of("group.id", "g"));
        if (!instanceId.isEmpty()) {
            settings.put("group.instance.id", instanceId);
        }
        return world.client.member(GroupConfig.from(Settings.of(settings, ClientKeys.ALL)), divider, new Recorder());
    }

    private GroupMember stable(String instanceId) {
        GroupMember member = member(instanceId);
        member.join();
        admit(next(ApiKeys.JOIN_GROUP), "m-1", "other", 1);
        next(ApiKeys.SYNC_GROUP).answer(new SyncGroupResponseData().setAssignment(new byte[] {5}));
        world.settle();
        return member;
    }

    private Held next(ApiKeys api) {
        world.until(() -> !world.cluster.waiting(api).isEmpty());
        return world.cluster.waiting(api).get(0);
    }

    private void refuseJoin(Errors error, String memberId) {
        next(ApiKeys.JOIN_GROUP)
                .answer(new JoinGroupResponseData().setErrorCode(error.code()).setMemberId(memberId));
    }

    private static void admit(Held held, String memberId, String leader, int generation) {
        JoinGroupResponseData answer = new JoinGroupResponseData()
                .setGenerationId(generation)
                .setProtocolName("divide")
                .setLeader(leader)
                .setMemberId(memberId);
        if (leader.equals(memberId)) {
            answer.members()
                    .addAll(List.of(
                            new JoinGroupResponseMember().setMemberId("m-1"),
                            new JoinGroupResponseMember().setMemberId("m-2")));
        }
        held.answer(answer);
    }

    private Held commitAnswer(Errors error) {
        Held held = next(ApiKeys.OFFSET_COMMIT);
        OffsetCommitResponseTopic topic = new OffsetCommitResponseTopic().setName("t");
        topic.partitions()
                .add(new OffsetCommitResponsePartition().setPartitionIndex(0).setErrorCode(error.code()));
        held.answer(new OffsetCommitResponseData().setTopics(List.of(topic)));
        return held;
    }

    private static HeartbeatResponseData beat(Errors error) {
        return new HeartbeatResponseData().setErrorCode(error.code());
    }

    private final class Recorder implements MemberListener {
        @Override
        public void assigned(int generation, byte[] assignment) {
            heard.add("assigned " + generation + " [" + assignment[0] + "]");
        }

        @Override
        public void revoke(Runnable done) {
            heard.add("revoke");
            revoked = done;
        }

        @Override
        public void lost() {
            heard.add("lost");
        }

        @Override
        public void failed(Throwable failure) {
            heard.add("failed");
            failed = failure;
        }
    }

    private static final class Divider implements Assignor {
        private List<Member> members = List.of();
        private Answer<Map<String, byte[]>> answer;

        @Override
        public String protocolType() {
            return "test";
        }

        @Override
        public String name() {
            return "divide";
        }

        @Override
        public byte[] subscription() {
            return new byte[] {7};
        }

        @Override
        public void assign(List<Member> of, Answer<Map<String, byte[]>> assignments) {
            members = of;
            answer = assignments;
        }
    }
}
