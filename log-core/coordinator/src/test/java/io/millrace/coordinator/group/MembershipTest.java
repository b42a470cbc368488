package io.millrace.coordinator.group;

import static io.millrace.coordinator.group.World.bytes;
import static io.millrace.coordinator.group.World.error;
import static io.millrace.coordinator.group.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final World world = new World();
    private final Client a = world.client("a");
    private final Client b = world.client("b");

    @Test
    void aGroupWithoutANameIsRefusedAsSuch() {
        a.group = "";
        assertThat(a.heartbeat()).isEqualTo(Errors.INVALID_GROUP_ID);
        assertThat(World.error(a.sync().get().errorCode())).isEqualTo(Errors.INVALID_GROUP_ID);
    }

    @Test
    void aFollowerWaitsForTheLeadersAssignment() {
        bothJoined();
        Answer<SyncGroupResponseData> follower = b.sync();
        assertThat(follower.isThere()).isFalse();

        Answer<SyncGroupResponseData> leader = a.sync(a, b);

        assertThat(text(follower.get().assignment())).isEqualTo("work of b");
        assertThat(text(leader.get().assignment())).isEqualTo("work of a");
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void anAssignmentIsAnsweredWhenItIsCommitted() {
        a.join();
        world.log.hold();
        Answer<SyncGroupResponseData> leader = a.sync(a);
        assertThat(leader.isThere()).isFalse();

        world.log.commit();

        assertThat(text(leader.get().assignment())).isEqualTo("work of a");
    }

    @Test
    void anAssignmentThatIsNotCommittedNeverWas() {
        world.settle(a);
        a.join();
        world.log.hold();
        Answer<SyncGroupResponseData> leader = a.sync(a);

        world.restart();

        assertThat(error(leader.get().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(a.heartbeat()).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void whoAsksAgainGetsTheSameAssignment() {
        world.settle(a, b);
        assertThat(text(b.sync().get().assignment())).isEqualTo("work of b");
        assertThat(text(a.sync(b).get().assignment()))
                .as("a leader's second word")
                .isEqualTo("work of a");
    }

    @Test
    void whomTheLeaderForgetsGetsNothing() {
        bothJoined();
        a.sync(a);
        assertThat(b.sync().get().assignment()).isEmpty();
    }

    @Test
    void aSyncOfAnotherGenerationIsRefused() {
        world.settle(a);
        a.generation = 7;
        assertThat(error(a.sync(a).get().errorCode())).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void aSyncOfAStrangerIsRefused() {
        assertThat(error(a.sync(a).get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aSyncDuringARebalanceIsSentBackToJoin() {
        world.settle(a);
        b.join();
        assertThat(error(a.sync(a).get().errorCode())).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aRebalanceSendsBackWhoWaitsForItsAssignment() {
        bothJoined();
        Answer<SyncGroupResponseData> waiting = b.sync();
        world.client("c").join();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aSyncMustNameTheProtocolFromVersionFiveOn() {
        a.join();
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(World.GROUP)
                .setMemberId(a.memberId)
                .setGenerationId(1)
                .setAssignments(List.of(
                        new SyncGroupRequestAssignment().setMemberId(a.memberId).setAssignment(bytes("all"))));
        assertThat(error(a.sync(request, (short) 5).get().errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        request.setProtocolType("consumer").setProtocolName("sticky");
        assertThat(error(a.sync(request, (short) 5).get().errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        request.setProtocolName("range");
        SyncGroupResponseData answer = a.sync(request, (short) 5).get();
        assertThat(text(answer.assignment())).isEqualTo("all");
        assertThat(answer.protocolName()).isEqualTo("range");
    }

    @Test
    void whoDoesNotFetchItsAssignmentInTimeIsOut() {
        a.sessionMs = 1_000_000;
        b.sessionMs = 1_000_000;
        bothJoined();
        a.sync(a, b);

        world.pass(World.REBALANCE_MS);

        assertThat(b.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aLeaderThatNeverAssignsIsOutAndAnotherLeads() {
        a.sessionMs = 1_000_000;
        bothJoined();
        Answer<SyncGroupResponseData> waiting = b.sync();

        world.pass(World.REBALANCE_MS);
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.REBALANCE_IN_PROGRESS);

        assertThat(b.join().get().leader()).isEqualTo(b.memberId);
    }

    @Test
    void heartbeatsKeepAMember() {
        world.settle(a);
        for (int i = 0; i < 10; i++) {
            world.pass(World.SESSION_MS - 1);
            assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
        }
    }

    @Test
    void aSilentMemberIsOutAfterItsSessionAndItsGroupEmpty() {
        world.settle(a);
        world.pass(World.SESSION_MS - 1);
        assertThat(world.state()).isEqualTo("Stable");
        world.pass(1);
        assertThat(world.state()).isEqualTo("Empty");
        assertThat(a.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void committingOffsetsIsASignOfLife() {
        world.settle(a);
        world.pass(World.SESSION_MS - 1);
        assertThat(a.commit("t", 0, 5)).isEqualTo(Errors.NONE);
        world.pass(World.SESSION_MS - 1);
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void whoWaitsForOthersDoesNotExpire() {
        a.sessionMs = 1_000_000;
        world.settle(a, b);
        a.heartbeat();
        world.client("c").join();
        Answer<JoinGroupResponseData> waiting = b.join();
        world.pass(World.REBALANCE_MS - 1);
        assertThat(waiting.isThere()).isFalse();
        a.join();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void aHeartbeatOfAnotherGenerationIsRefused() {
        world.settle(a);
        a.generation = 0;
        assertThat(a.heartbeat()).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void whoLeavesIsOutAtOnce() {
        world.settle(a, b);
        assertThat(b.leave()).isEqualTo(Errors.NONE);
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(b.leave()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(a.join().get().members()).hasSize(1);
    }

    @Test
    void theLastToLeaveLeavesAnEmptyGroupWithItsOffsets() {
        world.settle(a);
        a.commit("t", 0, 42);
        a.leave();
        assertThat(world.state()).isEqualTo("Empty");
        assertThat(world.offset("t", 0)).isEqualTo(42);
    }

    @Test
    void aBatchOfMembersLeavesInOneRebalance() {
        Client c = world.client("c");
        world.settle(a, b, c);
        var answer = world.leave(
                new MemberIdentity().setMemberId(b.memberId),
                new MemberIdentity().setMemberId("stranger"),
                new MemberIdentity().setMemberId(c.memberId));
        assertThat(answer.members())
                .extracting(each -> error(each.errorCode()))
                .containsExactly(Errors.NONE, Errors.UNKNOWN_MEMBER_ID, Errors.NONE);
        int before = a.generation;
        assertThat(a.join().get().generationId()).isEqualTo(before + 1);
    }

    @Test
    void aMemberThatLeavesWhileItWaitsIsAnswered() {
        world.settle(a);
        Answer<JoinGroupResponseData> waiting = b.join();
        b.leave();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void leavingAnUnknownGroupIsAnError() {
        var answer = world.leave(new MemberIdentity().setMemberId("stranger"));
        assertThat(error(answer.errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void afterARestartMembersGoOnWithoutARebalance() {
        world.settle(a, b);
        world.restart();
        assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(b.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(text(b.sync().get().assignment())).isEqualTo("work of b");
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void afterARestartWhoDoesNotComeBackExpires() {
        world.settle(a, b);
        world.restart();
        world.pass(World.SESSION_MS - 1);
        a.heartbeat();
        world.pass(1);
        assertThat(b.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aRestartInTheMiddleOfARebalanceFallsBackToTheStoredGeneration() {
        world.settle(a);
        Answer<JoinGroupResponseData> waiting = b.join();
        world.restart();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
        assertThat(error(b.join().get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void noTimerIsLeftOfAGroupThatIsGone() {
        world.settle(a, b);
        a.leave();
        b.leave();
        assertThat(world.clockwork.ofGroups()).isEmpty();
    }

    private void bothJoined() {
        a.join();
        b.join();
        a.join();
        assertThat(b.generation).isEqualTo(a.generation);
    }
}
