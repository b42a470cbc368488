package io.millrace.coordinator.group;

import static io.millrace.coordinator.group.World.error;
import static io.millrace.coordinator.group.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class AdministrationTest {
    private final World world = new World();
    private final Client a = world.client("a");

    @Test
    void aStableGroupIsDescribedWithItsMembersAndAssignments() {
        world.settle(a.of("one"));
        DescribedGroup group = world.describe();
        assertThat(group.groupState()).isEqualTo("Stable");
        assertThat(group.protocolType()).isEqualTo("consumer");
        assertThat(group.protocolData()).isEqualTo("range");
        var member = group.members().get(0);
        assertThat(member.clientId()).isEqualTo("a");
        assertThat(member.clientHost()).isEqualTo("/127.0.0.1");
        assertThat(member.groupInstanceId()).isEqualTo("one");
        assertThat(text(member.memberMetadata())).isEqualTo("topics of a");
        assertThat(text(member.memberAssignment())).isEqualTo("work of a");
    }

    @Test
    void aGroupInARebalanceIsDescribedWithoutAssignments() {
        a.join();
        DescribedGroup group = world.describe();
        assertThat(group.groupState()).isEqualTo("CompletingRebalance");
        assertThat(group.protocolData()).isEmpty();
        assertThat(group.members().get(0).memberAssignment()).isEmpty();
    }

    @Test
    void anUnknownGroupIsDeadAndFromVersionSixAnError() {
        assertThat(error(world.describe().errorCode())).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        Answer<List<DescribedGroup>> old = new Answer<>();
        world.groups.describe(List.of("nobody"), (short) 5, old);
        assertThat(old.get().get(0).groupState()).isEqualTo("Dead");
        assertThat(error(old.get().get(0).errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void groupsAreListedByStateAndType() {
        world.settle(a);
        world.commit("simple", "", null, -1, "t", 0, 1, "");
        assertThat(list(List.of(), List.of())).containsExactly("g consumer Stable classic", "simple  Empty classic");
        assertThat(list(List.of("stable"), List.of())).containsExactly("g consumer Stable classic");
        assertThat(list(List.of("Empty"), List.of("CLASSIC"))).containsExactly("simple  Empty classic");
        assertThat(list(List.of(), List.of("consumer"))).isEmpty();
    }

    @Test
    void anEmptyGroupIsDeletedWithItsOffsetsForGood() {
        world.settle(a);
        a.commit("t", 0, 1);
        a.leave();
        assertThat(delete()).isEqualTo(Errors.NONE);
        assertThat(world.offset("t", 0)).isEqualTo(-1);

        world.restart();
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(delete()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void aGroupWithMembersIsNotDeleted() {
        world.settle(a);
        assertThat(delete()).isEqualTo(Errors.NON_EMPTY_GROUP);
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void whoResignedAnswersEverythingWithNotCoordinator() {
        world.groups.resign();
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(error(a.sync().get().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(a.heartbeat()).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(world.commitFromOutside("t", 1)).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(delete()).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(error(world.describe().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
    }

    @Test
    void whoStillLoadsTakesHeartbeatsForGood() {
        world.groups.resign();
        world.groups.load();
        assertThat(error(a.joinOnce().get().errorCode())).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(a.heartbeat()).isEqualTo(Errors.NONE);
    }

    private Errors delete() {
        Answer<List<DeletableGroupResult>> answer = new Answer<>();
        world.groups.delete(List.of(World.GROUP), world.wallMs(), answer);
        return error(answer.get().get(0).errorCode());
    }

    private List<String> list(List<String> states, List<String> types) {
        Answer<ListGroupsResponseData> answer = new Answer<>();
        world.groups.list(new ListGroupsRequestData().setStatesFilter(states).setTypesFilter(types), answer);
        return answer.get().groups().stream()
                .map(each ->
                        each.groupId() + " " + each.protocolType() + " " + each.groupState() + " " + each.groupType())
                .toList();
    }
}
