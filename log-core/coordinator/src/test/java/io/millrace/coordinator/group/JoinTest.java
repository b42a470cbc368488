package io.millrace.coordinator.group;

import static io.millrace.coordinator.group.World.error;
import static io.millrace.coordinator.group.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinTest {
    private final World world = new World();

    @Test
    void aNewcomerIsGivenAnIdAndAskedToUseIt() {
        Client a = world.client("a");

        JoinGroupResponseData answer = a.joinOnce().get();

        assertThat(error(answer.errorCode())).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        assertThat(answer.memberId()).isEqualTo("a-1");
        assertThat(world.describe().members()).isEmpty();
    }

    @Test
    void anOldClientIsTakenInAtOnce() {
        Client a = world.client("a");
        a.joinVersion = 3;

        JoinGroupResponseData answer = a.joinOnce().get();

        assertThat(error(answer.errorCode())).isEqualTo(Errors.NONE);
        assertThat(answer.generationId()).isEqualTo(1);
    }

    @Test
    void theFirstMemberLeadsAndSeesAllMembers() {
        Client a = world.client("a");

        JoinGroupResponseData answer = a.join().get();

        assertThat(answer.leader()).isEqualTo(a.memberId);
        assertThat(answer.protocolName()).isEqualTo("range");
        assertThat(answer.protocolType()).isEqualTo("consumer");
        assertThat(answer.members()).hasSize(1);
        assertThat(text(answer.members().get(0).metadata())).isEqualTo("topics of a");
        assertThat(world.state()).isEqualTo("CompletingRebalance");
    }

    @Test
    void aSecondMemberWaitsForTheFirstToJoinAgain() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a);

        Answer<JoinGroupResponseData> joined = b.join();
        assertThat(joined.isThere()).isFalse();
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        Answer<JoinGroupResponseData> rejoined = a.join();

        assertThat(joined.get().generationId()).isEqualTo(2);
        assertThat(joined.get().members()).isEmpty();
        assertThat(joined.get().leader()).isEqualTo(a.memberId);
        assertThat(rejoined.get().members()).hasSize(2);
    }

    @Test
    void whoDoesNotJoinAgainInTimeIsOut() {
        Client a = world.client("a");
        Client b = world.client("b");
        a.sessionMs = 1_000_000;
        world.settle(a);

        Answer<JoinGroupResponseData> joined = b.join();
        world.pass(World.REBALANCE_MS - 1);
        assertThat(joined.isThere()).isFalse();
        world.pass(1);

        assertThat(joined.get().leader()).isEqualTo(b.memberId);
        assertThat(joined.get().members()).hasSize(1);
        assertThat(a.heartbeat()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aRebalanceWaitsForWhoWasGivenAnId() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a);
        JoinGroupResponseData asked = b.joinOnce().get();
        b.memberId = asked.memberId();
        a.protocols.put("range", "other topics");

        Answer<JoinGroupResponseData> rejoined = a.join();
        assertThat(rejoined.isThere()).isFalse();
        b.join();

        assertThat(rejoined.get().members()).hasSize(2);
    }

    @Test
    void anIdThatIsNotUsedIsForgotten() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a);
        b.memberId = b.joinOnce().get().memberId();
        a.protocols.put("range", "other topics");
        Answer<JoinGroupResponseData> rejoined = a.join();

        world.pass(b.sessionMs);

        assertThat(rejoined.get().members()).hasSize(1);
        assertThat(error(b.joinOnce().get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anUnknownMemberIsTurnedAway() {
        Client a = world.client("a");
        a.memberId = "stranger";
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);

        world.settle(world.client("b"));
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @ParameterizedTest
    @CsvSource({"5999", "1800001", "0"})
    void aSessionTimeoutOutOfBoundsIsRefused(int sessionMs) {
        Client a = world.client("a");
        a.sessionMs = sessionMs;
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
    }

    @Test
    void anEmptyGroupIdIsRefused() {
        Client a = world.client("a");
        a.group = "";
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.INVALID_GROUP_ID);
    }

    @Test
    void aMemberOfAnotherProtocolTypeIsRefused() {
        world.settle(world.client("a"));
        Client b = world.client("b");
        b.type = "connect";
        assertThat(error(b.joinOnce().get().errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aMemberWithoutACommonProtocolIsRefused() {
        world.settle(world.client("a").knowing("range", "sticky"));
        assertThat(error(
                        world.client("b").knowing("roundrobin").joinOnce().get().errorCode()))
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(error(world.client("c").knowing().joinOnce().get().errorCode()))
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aGroupWithoutProtocolsNeverComesToBe() {
        assertThat(error(world.client("a").knowing().joinOnce().get().errorCode()))
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(world.state()).isEqualTo("Dead");
    }

    @Test
    void theProtocolThatMostPreferAmongThoseAllKnowIsChosen() {
        Client a = world.client("a").knowing("range", "sticky", "mine");
        Client b = world.client("b").knowing("sticky", "range");
        Client c = world.client("c").knowing("sticky", "range");
        world.settle(a);
        Answer<JoinGroupResponseData> joinedB = b.join();
        c.join();
        a.join();
        assertThat(joinedB.get().protocolName()).isEqualTo("sticky");
    }

    @Test
    void aFollowerThatAsksAgainUnchangedIsToldTheSameGeneration() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a, b);
        int generation = b.generation;

        JoinGroupResponseData again = b.join().get();

        assertThat(again.generationId()).isEqualTo(generation);
        assertThat(again.members()).isEmpty();
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void aLeaderThatAsksAgainBeforeItAssignedIsToldAllMembers() {
        Client a = world.client("a");
        a.join();
        assertThat(a.join().get().members()).hasSize(1);
        assertThat(a.generation).isEqualTo(1);
    }

    @Test
    void aLeaderThatJoinsAgainStartsARebalance() {
        Client a = world.client("a");
        world.settle(a);
        assertThat(a.join().get().generationId()).isEqualTo(2);
        assertThat(world.state()).isEqualTo("CompletingRebalance");
    }

    @Test
    void aMemberThatChangesItsMindStartsARebalance() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a, b);
        b.protocols.put("range", "new topics");
        assertThat(b.join().isThere()).isFalse();
        assertThat(a.heartbeat()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aFullGroupTakesNobodyMore() {
        World small = new World(new GroupLimits(6_000, 1_800_000, 1, 0, 4096));
        small.settle(small.client("a"));
        JoinGroupResponseData answer = small.client("b").joinOnce().get();
        assertThat(error(answer.errorCode())).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
        assertThat(answer.memberId()).isEmpty();
    }

    @Test
    void aFirstRebalanceGathersMembersForItsDelay() {
        World patient = new World(new GroupLimits(6_000, 1_800_000, 100, 3_000, 4096));
        Answer<JoinGroupResponseData> a = patient.client("a").join();
        patient.pass(2_000);
        Answer<JoinGroupResponseData> b = patient.client("b").join();
        patient.pass(1_000);
        assertThat(a.isThere()).as("someone came, so it is put off once more").isFalse();
        patient.pass(3_000);

        assertThat(a.get().members()).hasSize(2);
        assertThat(b.get().generationId()).isEqualTo(1);
    }

    @Test
    void aJoinThatItsClientGaveUpIsAnsweredWhenItAsksAgain() {
        Client a = world.client("a");
        Client b = world.client("b");
        world.settle(a);
        Answer<JoinGroupResponseData> givenUp = b.join();
        Answer<JoinGroupResponseData> again = b.joinOnce();
        assertThat(error(givenUp.get().errorCode())).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        a.join();
        assertThat(again.get().generationId()).isEqualTo(2);
    }
}
