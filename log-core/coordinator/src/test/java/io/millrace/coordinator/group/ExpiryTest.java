package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final int HOUR_MS = 3_600_000;

    private final World world = new World(new GroupLimits(
            6_000,
            1_800_000,
            100,
            0,
            4096,
            HOUR_MS,
            60_000,
            GroupLimits.DEFAULT.consumers(),
            MigrationPolicy.BIDIRECTIONAL));

    @Test
    void whoOnlyCommitsKeepsAnOffsetForTheRetentionAfterTheCommit() {
        world.commitFromOutside("t", 5);
        world.pass(HOUR_MS - 60_000);
        world.commitFromOutside("u", 6);
        assertThat(world.offset("t", 0)).isEqualTo(5);
        world.pass(120_000);

        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(world.offset("u", 0)).isEqualTo(6);
        world.pass(HOUR_MS);
        assertThat(groups()).isEmpty();
        world.restart();
        assertThat(groups()).isEmpty();
    }

    @Test
    void anEmptyGroupKeepsThemFromWhenItLostItsLastMember() {
        World.Client client = world.new Client("c");
        client.sessionMs = 1_800_000;
        client.join();
        client.sync(client);
        world.commit(World.GROUP, client.memberId, null, client.generation, "t", 0, 5, "");
        for (int i = 0; i < 8; i++) {
            world.pass(HOUR_MS / 4);
            client.heartbeat();
        }
        assertThat(world.offset("t", 0)).as("kept while somebody is there").isEqualTo(5);

        world.leave(new MemberIdentity().setMemberId(client.memberId));
        world.pass(HOUR_MS - 60_000);
        assertThat(world.offset("t", 0)).isEqualTo(5);
        world.pass(120_000);
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(groups()).isEmpty();
    }

    @Test
    void aConsumerGroupForgetsTopicsThatNobodySubscribesTo() {
        world.catalog = ConsumerClient.catalog(Map.of("t", 1));
        world.commitFromOutside("t", 5);
        world.commitFromOutside("old", 5);
        ConsumerClient client = new ConsumerClient(world, "a");
        client.beat();
        for (int i = 0; i < 100; i++) {
            world.pass(40_000);
            client.beat();
        }

        assertThat(world.offset("t", 0)).isEqualTo(5);
        assertThat(world.offset("old", 0)).isEqualTo(-1);
        client.leave(-1);
        world.pass(120_000);
        assertThat(groups()).as("its only offset is older than an hour").isEmpty();
    }

    private List<String> groups() {
        World.Answer<ListGroupsResponseData> answer = new World.Answer<>();
        world.groups.list(new ListGroupsRequestData(), answer);
        return answer.get().groups().stream().map(each -> each.groupId()).toList();
    }
}
