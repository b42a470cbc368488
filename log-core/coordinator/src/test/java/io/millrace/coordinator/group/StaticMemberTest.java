package io.millrace.coordinator.group;

import static io.millrace.coordinator.group.World.error;
import static io.millrace.coordinator.group.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class StaticMemberTest {
    private final World world = new World();
    private final Client a = world.client("a").of("one");
    private final Client b = world.client("b").of("two");

    @Test
    void aStaticMemberIsTakenInWithoutAnIdFirst() {
        JoinGroupResponseData answer = a.joinOnce().get();
        assertThat(error(answer.errorCode())).isEqualTo(Errors.NONE);
        assertThat(answer.memberId()).isEqualTo("one-1");
    }

    @Test
    void aStaticFollowerThatRestartsFindsItsAssignmentWithoutARebalance() {
        world.settle(a, b);
        Client restarted = world.client("b'").of("two");

        JoinGroupResponseData answer = restarted.join().get();

        assertThat(answer.generationId()).isEqualTo(a.generation);
        assertThat(answer.skipAssignment()).isFalse();
        assertThat(text(restarted.sync().get().assignment())).isEqualTo("work of b");
        assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void aStaticLeaderThatRestartsIsToldToSkipTheAssignment() {
        world.settle(a, b);
        Client restarted = world.client("a'").of("one");

        JoinGroupResponseData answer = restarted.join().get();

        assertThat(answer.leader()).isEqualTo(restarted.memberId);
        assertThat(answer.skipAssignment()).isTrue();
        assertThat(answer.members()).hasSize(2);
        assertThat(text(restarted.sync().get().assignment())).isEqualTo("work of a");
    }

    @Test
    void anOldStaticLeaderThatRestartsIsNotToldThatItLeads() {
        world.settle(a, b);
        String leaderBefore = a.memberId;
        Client restarted = world.client("a'").of("one");
        restarted.joinVersion = 5;

        JoinGroupResponseData answer = restarted.join().get();

        assertThat(answer.leader()).isEqualTo(leaderBefore).isNotEqualTo(restarted.memberId);
        assertThat(answer.members()).isEmpty();
        assertThat(answer.skipAssignment()).isFalse();
    }

    @Test
    void theEarlierIncarnationIsFenced() {
        world.settle(a, b);
        world.client("b'").of("two").join();

        assertThat(b.heartbeat()).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(error(b.sync().get().errorCode())).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(b.commit("t", 0, 1)).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(error(b.join().get().errorCode())).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(b.leave()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void anIncarnationThatWaitsIsFencedWhenTheNextOneComes() {
        world.settle(a);
        Answer<JoinGroupResponseData> waiting = b.join();
        Client restarted = world.client("b'").of("two");
        Answer<JoinGroupResponseData> next = restarted.join();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.FENCED_INSTANCE_ID);
        a.join();
        assertThat(error(next.get().errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void aReplacementIsAnsweredWhenItIsStored() {
        world.settle(a, b);
        world.log.hold();
        Client restarted = world.client("b'").of("two");
        Answer<JoinGroupResponseData> answer = restarted.join();
        assertThat(answer.isThere()).isFalse();

        world.log.release();
        assertThat(error(answer.get().errorCode())).isEqualTo(Errors.NONE);
        world.restart();
        assertThat(restarted.heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void aReplacementThatChangesTheProtocolStartsARebalance() {
        a.knowing("range", "sticky");
        b.knowing("range", "sticky");
        world.settle(a, b);
        Client restarted = world.client("b'").of("two").knowing("sticky");
        assertThat(restarted.join().isThere()).isFalse();
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aReplacementBeforeTheAssignmentStartsARebalance() {
        a.join();
        b.join();
        a.join();
        Answer<SyncGroupResponseData> waiting = b.sync();
        Client restarted = world.client("a'").of("one");
        assertThat(restarted.join().isThere()).isFalse();
        assertThat(error(waiting.get().errorCode())).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        b.join();
        assertThat(restarted.generation).isEqualTo(b.generation).isEqualTo(3);
    }

    @Test
    void aStaticMemberThatMissesARebalanceStaysUntilItsSessionEnds() {
        a.sessionMs = 1_000_000;
        b.sessionMs = 1_000_000;
        world.settle(a, b);
        Client c = world.client("c").of("three");
        Answer<JoinGroupResponseData> joined = c.join();
        a.join();
        world.pass(World.REBALANCE_MS);

        assertThat(joined.get().generationId()).isEqualTo(a.generation);
        assertThat(world.describe().members()).hasSize(3);
        world.pass(1_000_000);
        assertThat(world.describe().members()).noneMatch(member -> "two".equals(member.groupInstanceId()));
    }

    @Test
    void anAdministratorTakesAStaticMemberOutByItsInstance() {
        world.settle(a, b);
        var answer = world.leave(new MemberIdentity().setMemberId("").setGroupInstanceId("two"));
        assertThat(error(answer.members().get(0).errorCode())).isEqualTo(Errors.NONE);
        assertThat(answer.members().get(0).groupInstanceId()).isEqualTo("two");
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);

        var unknown = world.leave(new MemberIdentity().setMemberId("").setGroupInstanceId("nobody"));
        assertThat(error(unknown.members().get(0).errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anInstanceThatIsNotInTheGroupIsUnknown() {
        world.settle(a);
        b.memberId = "two-9";
        b.generation = 1;
        assertThat(b.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }
}
