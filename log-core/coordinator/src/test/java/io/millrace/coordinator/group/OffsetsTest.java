package io.millrace.coordinator.group;

import static io.millrace.coordinator.group.World.bytes;
import static io.millrace.coordinator.group.World.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.World.Answer;
import io.millrace.coordinator.group.World.Client;
import io.millrace.wire.record.EndMarker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    private final World world = new World();
    private final Client a = world.client("a");

    @Test
    void aSimpleConsumerCommitsWithoutAGroup() {
        assertThat(world.commitFromOutside("t", 42)).isEqualTo(Errors.NONE);
        assertThat(world.offset("t", 0)).isEqualTo(42);
        assertThat(world.state()).isEqualTo("Empty");
    }

    @Test
    void whatIsCommittedAfterATransactionsOffsetOutlivesIt() {
        commitInTransaction(42);
        world.commitFromOutside("t", 77);
        commitTransaction();
        assertThat(world.offset("t", 0)).isEqualTo(77);

        commitInTransaction(78);
        commitTransaction();
        assertThat(world.offset("t", 0)).isEqualTo(78);
        world.restart();
        assertThat(world.offset("t", 0)).isEqualTo(78);
    }

    @Test
    void aTransactionBringsNoOffsetBackOfATopicThatWasDeletedMeanwhile() {
        commitInTransaction(42);
        world.groups.partitionsDeleted(List.of(new TopicPartition("t", 0)));
        commitTransaction();
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        world.restart();
        assertThat(world.offset("t", 0)).isEqualTo(-1);
    }

    @Test
    void aTransactionBringsNoDeletedGroupBack() {
        world.commitFromOutside("t", 1);
        commitInTransaction(42);
        world.groups.delete(List.of(World.GROUP), world.wallMs(), results -> {});
        commitTransaction();
        assertThat(world.offset("t", 0)).isEqualTo(-1);
    }

    private void commitInTransaction(long offset) {
        TxnOffsetCommitRequestData request = new TxnOffsetCommitRequestData()
                .setGroupId(World.GROUP)
                .setTransactionalId("x")
                .setProducerId(7)
                .setGenerationId(-1);
        request.topics()
                .add(new TxnOffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition().setCommittedOffset(offset))));
        List<Short> errors = new ArrayList<>();
        world.groups.commitTxnOffsets(
                request,
                world.nowMs,
                world.wallMs(),
                answer -> errors.add(answer.topics().get(0).partitions().get(0).errorCode()));
        assertThat(errors).containsExactly(Errors.NONE.code());
    }

    private void commitTransaction() {
        world.groups.endTransaction(
                7, (short) 0, new EndMarker(true, 0), error -> assertThat(error).isEqualTo(Errors.NONE));
    }

    @Test
    void whatIsNotCommittedIsMinusOne() {
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        world.commitFromOutside("t", 42);
        assertThat(world.offset("t", 1)).isEqualTo(-1);
        assertThat(world.offset("other", 0)).isEqualTo(-1);
    }

    @Test
    void aMemberCommitsInItsGeneration() {
        world.settle(a);
        assertThat(a.commit("t", 0, 7)).isEqualTo(Errors.NONE);
        a.generation--;
        assertThat(a.commit("t", 0, 8)).isEqualTo(Errors.ILLEGAL_GENERATION);
        a.memberId = "stranger";
        assertThat(a.commit("t", 0, 9)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(world.offset("t", 0)).isEqualTo(7);
    }

    @Test
    void nobodyOutsideMovesTheOffsetsOfAGroupWithMembers() {
        world.settle(a);
        assertThat(world.commitFromOutside("t", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(world.offset("t", 0)).isEqualTo(-1);
    }

    @Test
    void aGenerationOfAGroupThatIsNotThereIsOld() {
        a.memberId = "a";
        a.generation = 3;
        assertThat(a.commit("t", 0, 1)).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void aMemberMayCommitWhileOthersAreAwaitedButNotBeforeItHasItsAssignment() {
        world.settle(a);
        world.client("b").join();
        assertThat(a.commit("t", 0, 1)).isEqualTo(Errors.NONE);
        a.join();
        assertThat(a.commit("t", 0, 2)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void metadataThatIsTooLargeIsRefusedForItsPartitionAlone() {
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId(World.GROUP)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(List.of(
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(0)
                                        .setCommittedOffset(1)
                                        .setCommittedMetadata("x".repeat(4097)),
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(1)
                                        .setCommittedOffset(2)
                                        .setCommittedMetadata("x".repeat(4096))))));
        Answer<OffsetCommitResponseData> answer = new Answer<>();
        world.groups.commitOffsets(request, (short) 8, world.nowMs, world.wallMs(), answer);

        assertThat(answer.get().topics().get(0).partitions())
                .extracting(each -> error(each.errorCode()))
                .containsExactly(Errors.OFFSET_METADATA_TOO_LARGE, Errors.NONE);
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(world.offset("t", 1)).isEqualTo(2);
    }

    @Test
    void allOffsetsAreFetchedInOrderWithEpochAndMetadata() {
        world.commit(World.GROUP, "", null, -1, "b", 1, 3, "three");
        world.commit(World.GROUP, "", null, -1, "b", 0, 2, "two");
        world.commit(World.GROUP, "", null, -1, "a", 0, 1, null);
        Answer<OffsetFetchResponseGroup> answer = new Answer<>();
        world.groups.fetchOffsets(
                new OffsetFetchRequestGroup().setGroupId(World.GROUP).setTopics(null), false, answer);

        assertThat(answer.get().topics()).extracting(topic -> topic.name()).containsExactly("a", "b");
        assertThat(answer.get().topics().get(1).partitions())
                .extracting(each -> each.partitionIndex() + " " + each.committedOffset() + " " + each.metadata())
                .containsExactly("0 2 two", "1 3 three");
        assertThat(answer.get().topics().get(0).partitions().get(0).metadata()).isEmpty();
    }

    @Test
    void anOffsetIsNotReadUnderAnotherTopicsId() {
        Uuid old = new Uuid(1, 1);
        Answer<OffsetCommitResponseData> committed = new Answer<>();
        world.groups.commitOffsets(
                new OffsetCommitRequestData()
                        .setGroupId(World.GROUP)
                        .setTopics(List.of(new OffsetCommitRequestTopic()
                                .setName("t")
                                .setTopicId(old)
                                .setPartitions(List.of(new OffsetCommitRequestPartition().setCommittedOffset(5))))),
                (short) 8,
                world.nowMs,
                world.wallMs(),
                committed);
        assertThat(fetch(old)).isEqualTo(5);
        assertThat(fetch(new Uuid(2, 2))).isEqualTo(-1);
        assertThat(fetch(Uuid.ZERO_UUID)).isEqualTo(5);
    }

    @Test
    void aCommitIsAnsweredAndAReadIsTrueOnlyWhenItIsOnDisk() {
        world.commitFromOutside("t", 1);
        world.log.hold();
        Answer<OffsetFetchResponseGroup> read = new Answer<>();
        Answer<OffsetCommitResponseData> committed = new Answer<>();
        world.groups.commitOffsets(
                new OffsetCommitRequestData()
                        .setGroupId(World.GROUP)
                        .setTopics(List.of(new OffsetCommitRequestTopic()
                                .setName("t")
                                .setPartitions(List.of(new OffsetCommitRequestPartition().setCommittedOffset(2))))),
                (short) 8,
                world.nowMs,
                world.wallMs(),
                committed);
        world.groups.fetchOffsets(
                new OffsetFetchRequestGroup().setGroupId(World.GROUP).setTopics(null), false, read);
        assertThat(committed.isThere()).isFalse();
        assertThat(read.isThere()).isFalse();

        world.restart();

        assertThat(error(committed.get().topics().get(0).partitions().get(0).errorCode()))
                .isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(error(read.get().errorCode())).isEqualTo(Errors.NOT_COORDINATOR);
        world.log.release();
        assertThat(world.offset("t", 0)).isEqualTo(1);
    }

    @Test
    void offsetsOfADeletedTopicAreForgotten() {
        world.commitFromOutside("t", 1);
        world.commitFromOutside("u", 2);
        world.groups.partitionsDeleted(List.of(new TopicPartition("t", 0), new TopicPartition("t", 1)));
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(world.offset("u", 0)).isEqualTo(2);
    }

    @Test
    void offsetsOfAnEmptyGroupAreDeleted() {
        world.commitFromOutside("t", 1);
        assertThat(error(delete("t").errorCode())).isEqualTo(Errors.NONE);
        assertThat(world.offset("t", 0)).isEqualTo(-1);
        assertThat(world.state()).as("nothing is left of it").isEqualTo("Dead");
    }

    @Test
    void offsetsOfATopicInUseAreKept() {
        joinSubscribed("t");
        assertThat(error(delete("t").topics().find("t").partitions().find(0).errorCode()))
                .isEqualTo(Errors.GROUP_SUBSCRIBED_TO_TOPIC);
        assertThat(error(delete("u").topics().find("u").partitions().find(0).errorCode()))
                .isEqualTo(Errors.NONE);
    }

    @Test
    void offsetsOfOtherKindsOfGroupsAreKeptWhileTheyHaveMembers() {
        a.type = "connect";
        world.settle(a);
        assertThat(error(delete("t").errorCode())).isEqualTo(Errors.NON_EMPTY_GROUP);
    }

    @Test
    void offsetsOfAnUnknownGroupCannotBeDeleted() {
        assertThat(error(delete("t").errorCode())).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    private long fetch(Uuid topicId) {
        Answer<OffsetFetchResponseGroup> answer = new Answer<>();
        world.groups.fetchOffsets(
                new OffsetFetchRequestGroup()
                        .setGroupId(World.GROUP)
                        .setTopics(List.of(new OffsetFetchRequestTopics()
                                .setName("t")
                                .setTopicId(topicId)
                                .setPartitionIndexes(List.of(0)))),
                false,
                answer);
        return answer.get().topics().get(0).partitions().get(0).committedOffset();
    }

    private OffsetDeleteResponseData delete(String topic) {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName(topic)
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        Answer<OffsetDeleteResponseData> answer = new Answer<>();
        world.groups.deleteOffsets(
                new OffsetDeleteRequestData().setGroupId(World.GROUP).setTopics(topics), answer);
        return answer.get();
    }

    /** Joins with real consumer metadata: version, topics, no user data. */
    private void joinSubscribed(String topic) {
        byte[] name = bytes(topic);
        ByteBuffer metadata = ByteBuffer.allocate(12 + name.length)
                .putShort((short) 0)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(-1);
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(World.GROUP)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(World.SESSION_MS);
        request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(metadata.array()));
        world.groups.join(
                request, (short) 3, new GroupClient("c", "/127.0.0.1"), world.nowMs, world.wallMs(), response -> {});
    }
}
