package io.millrace.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerMemberTest {
    private static final int INTERVAL_MS = 2_000;

    private final World world = new World();
    private final List<String> heard = new ArrayList<>();
    private Throwable failed;
    private Uuid topic;

    @BeforeEach
    void script() {
        topic = world.cluster.topic("t", 3);
        world.cluster.on(ApiKeys.FIND_COORDINATOR, held -> {
            FindCoordinatorResponseData answer = new FindCoordinatorResponseData();
            answer.coordinators()
                    .add(new FindCoordinatorResponseData.Coordinator()
                            .setKey("g")
                            .setHost("node")
                            .setPort(100));
            return answer;
        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itSaysAllWhenItJoinsAndLaterOnlyWhatChanged() {
        ConsumerMember member = member("");
        member.subscribe(Set.of("t"), null);
        Held join = next();
        ConsumerGroupHeartbeatRequestData first = said(join);
        assertThat(first.memberEpoch()).isZero();
        assertThat(first.memberId()).isEqualTo(member.memberId());
        assertThat(first.subscribedTopicNames()).containsExactly("t");
        assertThat(first.rebalanceTimeoutMs()).isEqualTo(300_000);
        assertThat(first.serverAssignor()).isEqualTo("range");
        assertThat(first.topicPartitions()).isEmpty();

        join.answer(alive(1).setAssignment(assignment(0, 2)));
        world.settle();
        assertThat(heard).containsExactly("epoch 1", "own [t-0, t-2]");
        world.pass(INTERVAL_MS + 1);
        Held idle = next();
        assertThat(said(idle).subscribedTopicNames()).isNull();
        assertThat(said(idle).topicPartitions()).as("not taken yet").isNull();
        assertThat(said(idle).rebalanceTimeoutMs()).isEqualTo(-1);
        idle.answer(alive(1));
        world.settle();

        member.reconciled();
        Held taken = next();
        assertThat(said(taken).memberEpoch()).isEqualTo(1);
        assertThat(said(taken).topicPartitions()).hasSize(1);
        assertThat(said(taken).topicPartitions().get(0).topicId()).isEqualTo(topic);
        assertThat(said(taken).topicPartitions().get(0).partitions()).containsExactly(0, 2);
        taken.answer(alive(2).setAssignment(assignment(0, 2)));
        assertThat(said(next()).topicPartitions())
                .as("the same again is acknowledged without the listener")
                .hasSize(1);
        assertThat(heard).containsExactly("epoch 1", "own [t-0, t-2]", "epoch 2");
    }

    @Test
    void whatIsDividedMeanwhileWaitsForTheListener() {
        ConsumerMember member = member("");
        member.subscribe(Set.of("t"), null);
        next().answer(alive(1).setAssignment(assignment(0, 1, 2)));
        world.settle();
        world.pass(INTERVAL_MS + 1);
        next().answer(alive(2).setAssignment(assignment(1)));
        world.settle();
        assertThat(heard).containsExactly("epoch 1", "own [t-0, t-1, t-2]", "epoch 2");

        member.reconciled();
        world.settle();

        assertThat(heard.get(3)).isEqualTo("own [t-1]");
        assertThat(said(next()).topicPartitions().get(0).partitions()).containsExactly(0, 1, 2);
    }

    @Test
    void whoIsFencedLosesAllAndJoinsAgainWhenThatIsDone() {
        for (Errors error : List.of(Errors.FENCED_MEMBER_EPOCH, Errors.UNKNOWN_MEMBER_ID)) {
            heard.clear();
            ConsumerMember member = owning(0, 1);
            world.pass(INTERVAL_MS + 1);
            next().answer(refusal(error));
            world.settle();
            assertThat(heard).endsWith("lost");
            assertThat(member.epoch()).isZero();
            world.pass(INTERVAL_MS * 3);
            assertThat(world.cluster.waiting(ApiKeys.CONSUMER_GROUP_HEARTBEAT)).isEmpty();

            member.abandoned();
            world.pass(200);
            Held again = next();
            assertThat(said(again).memberEpoch()).isZero();
            assertThat(said(again).topicPartitions()).isEmpty();
            assertThat(said(again).subscribedTopicNames()).containsExactly("t");
            again.answer(alive(7).setAssignment(assignment(0, 1)));
            world.settle();
            assertThat(heard).endsWith("lost", "epoch 7", "own [t-0, t-1]");
            member.close();
        }
    }

    @Test
    void whatTheNodeMayNotHaveHeardIsSaidAgain() {
        ConsumerMember member = owning(0);
        member.subscribe(Set.of("t", "u"), null);
        Held lost = next();
        assertThat(said(lost).subscribedTopicNames()).containsExactly("t", "u");
        lost.answer(refusal(Errors.COORDINATOR_LOAD_IN_PROGRESS));
        world.pass(200);

        ConsumerGroupHeartbeatRequestData again = said(next());
        assertThat(again.subscribedTopicNames()).containsExactly("t", "u");
        assertThat(again.topicPartitions().get(0).partitions()).containsExactly(0);
        assertThat(again.memberEpoch()).isEqualTo(1);
        assertThat(failed).isNull();
    }

    @Test
    void aNameThatIsTakenEndsTheMember() {
        ConsumerMember member = member("one");
        member.subscribe(Set.of("t"), null);
        Held join = next();
        assertThat(said(join).instanceId()).isEqualTo("one");
        join.answer(refusal(Errors.UNRELEASED_INSTANCE_ID));
        world.pass(INTERVAL_MS * 2);

        assertThat(Errors.forException(failed)).isEqualTo(Errors.UNRELEASED_INSTANCE_ID);
        assertThat(world.cluster.seen(ApiKeys.CONSUMER_GROUP_HEARTBEAT)).hasSize(1);
    }

    @Test
    void aStaticMemberSaysWhetherItComesBack() {
        List<Throwable> done = new ArrayList<>();
        ConsumerMember away = member("one");
        away.subscribe(Set.of("t"), null);
        next().answer(alive(1));
        world.settle();
        away.leave(false, done::add);
        Held farewell = next();
        assertThat(said(farewell).memberEpoch()).isEqualTo(-2);
        farewell.answer(alive(-2));
        world.settle();
        assertThat(done).containsExactly((Throwable) null);

        ConsumerMember gone = member("");
        gone.subscribe(Set.of("t"), null);
        next().answer(alive(1));
        world.settle();
        gone.leave(true, done::add);
        Held last = next();
        assertThat(said(last).memberEpoch()).isEqualTo(-1);
        last.answer(refusal(Errors.UNKNOWN_MEMBER_ID));
        world.settle();
        assertThat(done).as("gone is gone").hasSize(2).containsOnlyNulls();
    }

    @Test
    void topicsFoundByTheNodeAreNamedByTheCluster() {
        ConsumerMember member = member("");
        member.subscribe(Set.of(), "t.*");
        Held join = next();
        assertThat(said(join).subscribedTopicRegex()).isEqualTo("t.*");
        assertThat(said(join).subscribedTopicNames()).isNull();
        Uuid late = Uuid.randomUuid();
        Assignment both = assignment(1);
        both.topicPartitions().add(new TopicPartitions().setTopicId(late).setPartitions(List.of(0)));
        join.answer(alive(1).setAssignment(both));
        world.settle();
        world.until(() -> heard.contains("own [t-1]"));
        member.reconciled();

        world.cluster.topic("t-late", 1);
        world.cluster.topics.get("t-late").setTopicId(late);
        world.until(() -> heard.contains("own [t-1, t-late-0]"));
    }

    @Test
    void aCommitGoesByTheNewestEpoch() {
        int[] epoch = {1};
        Committed committed = world.client.committed("g");
        List<Throwable> done = new ArrayList<>();
        committed.commit(
                () -> new GroupOffsets.Committer(epoch[0], "m", null),
                Map.of(new TopicPartition("t", 0), Offset.of(5)),
                done::add);
        Held first = waiting(ApiKeys.OFFSET_COMMIT);
        first.answer(committed(Errors.STALE_MEMBER_EPOCH));
        world.settle();
        assertThat(done).isEmpty();
        epoch[0] = 2;
        world.pass(150);
        Held second = waiting(ApiKeys.OFFSET_COMMIT);
        assertThat(second.body(OffsetCommitRequestData.class).generationIdOrMemberEpoch())
                .isEqualTo(2);
        second.answer(committed(Errors.STALE_MEMBER_EPOCH));
        epoch[0] = -1;
        world.settle();
        assertThat(done).singleElement().isInstanceOf(StaleMemberEpochException.class);
    }

    @Test
    void positionsAreReadInTheMembersName() {
        int[] epoch = {3};
        World.Result<Map<TopicPartition, Offset>> found = new World.Result<>();
        world.client
                .committed("g")
                .positions(
                        List.of(new TopicPartition("t", 0)),
                        () -> new GroupOffsets.Committer(epoch[0], "m", null),
                        found::done);
        Held first = waiting(ApiKeys.OFFSET_FETCH);
        assertThat(first.body(OffsetFetchRequestData.class).groups().get(0).memberEpoch())
                .isEqualTo(3);
        first.answer(positions(Errors.STALE_MEMBER_EPOCH));
        world.settle();
        epoch[0] = 4;
        world.pass(150);
        Held second = waiting(ApiKeys.OFFSET_FETCH);
        assertThat(second.body(OffsetFetchRequestData.class).groups().get(0).memberEpoch())
                .isEqualTo(4);
        second.answer(positions(Errors.NONE));
        world.settle();
        assertThat(found.value()).isEmpty();
    }

    private ConsumerMember owning(int... partitions) {
        ConsumerMember member = member("");
        member.subscribe(Set.of("t"), null);
        next().answer(alive(1).setAssignment(assignment(partitions)));
        world.settle();
        member.reconciled();
        next().answer(alive(1));
        world.settle();
        return member;
    }

    private ConsumerMember member(String instanceId) {
        GroupConfig config =
                GroupConfig.from(Settings.of(Map.of("group.id", "g", "group.instance.id", instanceId), ClientKeys.ALL));
        ConsumerMember member = world.client.consumerMember(config, "range", null, new ConsumerMemberListener() {
            @Override
            public void epoch(int epoch) {
                heard.add("epoch " + epoch);
            }

            @Override
            public void reconcile(Set<TopicPartition> partitions) {
                TreeSet<String> names = new TreeSet<>();
                partitions.forEach(each -> names.add(each.toString()));
                heard.add("own " + names);
            }

            @Override
            public void lost() {
                heard.add("lost");
            }

            @Override
            public void failed(Throwable failure) {
                failed = failure;
            }
        });
        world.client.metadata().partitionCount("t");
        world.settle();
        return member;
    }

    private Held next() {
        return waiting(ApiKeys.CONSUMER_GROUP_HEARTBEAT);
    }

    private Held waiting(ApiKeys api) {
        world.until(() -> !world.cluster.waiting(api).isEmpty());
        return world.cluster.waiting(api).get(0);
    }

    private static ConsumerGroupHeartbeatRequestData said(Held held) {
        return held.body(ConsumerGroupHeartbeatRequestData.class);
    }

    private static ConsumerGroupHeartbeatResponseData alive(int epoch) {
        return new ConsumerGroupHeartbeatResponseData().setMemberEpoch(epoch).setHeartbeatIntervalMs(INTERVAL_MS);
    }

    private static ConsumerGroupHeartbeatResponseData refusal(Errors error) {
        return new ConsumerGroupHeartbeatResponseData().setErrorCode(error.code());
    }

    private Assignment assignment(int... partitions) {
        List<Integer> numbers = new ArrayList<>();
        for (int each : partitions) {
            numbers.add(each);
        }
        Assignment assignment = new Assignment();
        assignment.topicPartitions().add(new TopicPartitions().setTopicId(topic).setPartitions(numbers));
        return assignment;
    }

    private static OffsetCommitResponseData committed(Errors error) {
        OffsetCommitResponseTopic topic = new OffsetCommitResponseTopic().setName("t");
        topic.partitions().add(new OffsetCommitResponsePartition().setErrorCode(error.code()));
        OffsetCommitResponseData answer = new OffsetCommitResponseData();
        answer.topics().add(topic);
        return answer;
    }

    private static OffsetFetchResponseData positions(Errors error) {
        OffsetFetchResponseData answer = new OffsetFetchResponseData();
        answer.groups().add(new OffsetFetchResponseGroup().setGroupId("g").setErrorCode(error.code()));
        return answer;
    }
}
