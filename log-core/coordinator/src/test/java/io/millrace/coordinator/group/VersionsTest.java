package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import io.millrace.wire.message.Codec;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** What the newest members bring with them does not spoil an answer to the oldest client. */
class VersionsTest {
    private final World world = new World();
    private final Client a = world.client("a").of("one");
    private final Client b = world.client("b").of("two");

    @Test
    void everyAnswerCanBeWrittenInEveryVersion() {
        world.settle(a, b);
        Client restarted = world.client("a'").of("one");
        restarted.joinVersion = 5;
        Answer<JoinGroupResponseData> replaced = restarted.join();
        Answer<JoinGroupResponseData> fenced = a.join();
        Answer<JoinGroupResponseData> again = restarted.join();
        Answer<SyncGroupResponseData> sync = b.sync();
        writes(ApiKeys.JOIN_GROUP, 0, replaced.get());
        writes(ApiKeys.JOIN_GROUP, 0, fenced.get());
        b.join();
        writes(ApiKeys.JOIN_GROUP, 0, again.get());
        writes(ApiKeys.SYNC_GROUP, 0, sync.get());
        restarted.sync(restarted, b);
        writes(ApiKeys.SYNC_GROUP, 0, b.sync().get());
        writes(
                ApiKeys.LEAVE_GROUP,
                3,
                world.leave(new MemberIdentity().setMemberId("").setGroupInstanceId("two")));
    }

    @Test
    void soCanDescriptionsAndLists() {
        world.settle(a, b);
        Answer<List<DescribedGroup>> described = new Answer<>();
        world.groups.describe(List.of(World.GROUP, "nobody"), (short) 5, described);
        writes(ApiKeys.DESCRIBE_GROUPS, 0, new DescribeGroupsResponseData().setGroups(described.get()));
        Answer<ListGroupsResponseData> listed = new Answer<>();
        world.groups.list(new ListGroupsRequestData(), listed);
        writes(ApiKeys.LIST_GROUPS, 0, listed.get());
    }

    @Test
    void soCanOffsetsThatWereCommittedWithATopicsId() {
        Answer<OffsetCommitResponseData> committed = new Answer<>();
        world.groups.commitOffsets(
                new OffsetCommitRequestData()
                        .setGroupId(World.GROUP)
                        .setTopics(List.of(new OffsetCommitRequestTopic()
                                .setName("t")
                                .setTopicId(new Uuid(1, 1))
                                .setPartitions(List.of(new OffsetCommitRequestPartition().setCommittedOffset(5))))),
                (short) 8,
                world.nowMs,
                world.wallMs(),
                committed);
        writes(ApiKeys.OFFSET_COMMIT, 2, committed.get());
        Answer<OffsetFetchResponseGroup> fetched = new Answer<>();
        world.groups.fetchOffsets(
                new OffsetFetchRequestGroup().setGroupId(World.GROUP).setTopics(null), false, fetched);
        writes(ApiKeys.OFFSET_FETCH, 8, new OffsetFetchResponseData().setGroups(List.of(fetched.get())));
    }

    private static void writes(ApiKeys api, int oldest, ApiMessage answer) {
        for (int version = oldest; version <= api.latestVersion(); version++) {
            short each = (short) version;
            assertThatCode(() -> Codec.encodeResponse(api, each, 1, answer))
                    .as("%s %d", api, version)
                    .doesNotThrowAnyException();
        }
    }
}
