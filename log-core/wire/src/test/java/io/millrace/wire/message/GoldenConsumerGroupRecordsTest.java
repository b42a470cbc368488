package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.wire.message.ConsumerGroupRecords.ClassicMember;
import io.millrace.wire.message.ConsumerGroupRecords.ClassicProtocol;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentValue;
import io.millrace.wire.message.ConsumerGroupRecords.EpochValue;
import io.millrace.wire.message.ConsumerGroupRecords.GroupEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.MemberSubscription;
import io.millrace.wire.message.ConsumerGroupRecords.RegexValue;
import io.millrace.wire.message.ConsumerGroupRecords.RegularExpression;
import io.millrace.wire.message.ConsumerGroupRecords.SubscriptionValue;
import io.millrace.wire.message.ConsumerGroupRecords.TargetAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpochValue;
import io.millrace.wire.message.ConsumerGroupRecords.TopicPartitions;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.junit.jupiter.api.Test;

class GoldenConsumerGroupRecordsTest {
    private static final Uuid TOPIC = new Uuid(42, 4711);

    @Test
    void aGroupsEpochIsKafkasByteForByte() throws BadRequest {
        for (long hash : new long[] {0, 77}) {
            same(
                    new GroupEpoch("grüp", new EpochValue(7, hash)),
                    3,
                    new ConsumerGroupMetadataKey().setGroupId("grüp"),
                    new ConsumerGroupMetadataValue().setEpoch(7).setMetadataHash(hash));
        }
    }

    @Test
    void aMembersSubscriptionToo() throws BadRequest {
        SubscriptionValue full = new SubscriptionValue(
                "instance", "rack", "client", "/127.0.0.1", List.of("a", "b"), "a.*", 300_000, "range", null);
        SubscriptionValue least =
                new SubscriptionValue(null, null, "client", "/127.0.0.1", List.of(), null, -1, null, null);

        same(
                new MemberSubscription("g", "m", full),
                5,
                new ConsumerGroupMemberMetadataKey().setGroupId("g").setMemberId("m"),
                new ConsumerGroupMemberMetadataValue()
                        .setInstanceId("instance")
                        .setRackId("rack")
                        .setClientId("client")
                        .setClientHost("/127.0.0.1")
                        .setSubscribedTopicNames(List.of("a", "b"))
                        .setSubscribedTopicRegex("a.*")
                        .setRebalanceTimeoutMs(300_000)
                        .setServerAssignor("range"));
        same(
                new MemberSubscription("g", "m", least),
                5,
                new ConsumerGroupMemberMetadataKey().setGroupId("g").setMemberId("m"),
                new ConsumerGroupMemberMetadataValue()
                        .setInstanceId(null)
                        .setRackId(null)
                        .setClientId("client")
                        .setClientHost("/127.0.0.1")
                        .setSubscribedTopicRegex(null)
                        .setServerAssignor(null));
    }

    @Test
    void aMemberOfTheClassicProtocolKeepsWhatItSaid() throws BadRequest {
        byte[] metadata = {1, 2, 3};
        SubscriptionValue ours = new SubscriptionValue(
                null,
                null,
                "c",
                "/h",
                List.of(),
                null,
                5,
                null,
                new ClassicMember(45_000, List.of(new ClassicProtocol("range", metadata))));
        byte[] bytes = new MemberSubscription("g", "m", ours).encodeValue();

        assertThat(bytes)
                .isEqualTo(versioned(
                        0,
                        new ConsumerGroupMemberMetadataValue()
                                .setInstanceId(null)
                                .setRackId(null)
                                .setClientId("c")
                                .setClientHost("/h")
                                .setSubscribedTopicRegex(null)
                                .setRebalanceTimeoutMs(5)
                                .setServerAssignor(null)
                                .setClassicMemberMetadata(new ConsumerGroupMemberMetadataValue.ClassicMemberMetadata()
                                        .setSessionTimeoutMs(45_000)
                                        .setSupportedProtocols(
                                                List.of(new ConsumerGroupMemberMetadataValue.ClassicProtocol()
                                                        .setName("range")
                                                        .setMetadata(metadata))))));
        byte[] key = new MemberSubscription("g", "m", null).encodeKey();
        MemberSubscription read =
                (MemberSubscription) GroupRecords.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(bytes));
        assertThat(read.value().classic().protocols().get(0).metadata()).isEqualTo(metadata);
    }

    @Test
    void theTargetToo() throws BadRequest {
        for (long timestamp : new long[] {0, 1_700_000_000_000L}) {
            same(
                    new TargetEpoch("g", new TargetEpochValue(7, timestamp)),
                    6,
                    new ConsumerGroupTargetAssignmentMetadataKey().setGroupId("g"),
                    new ConsumerGroupTargetAssignmentMetadataValue()
                            .setAssignmentEpoch(7)
                            .setAssignmentTimestamp(timestamp));
        }
        same(
                new TargetAssignment("g", "m", List.of(new TopicPartitions(TOPIC, List.of(0, 3), List.of()))),
                7,
                new ConsumerGroupTargetAssignmentMemberKey().setGroupId("g").setMemberId("m"),
                new ConsumerGroupTargetAssignmentMemberValue()
                        .setTopicPartitions(List.of(new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                                .setTopicId(TOPIC)
                                .setPartitions(List.of(0, 3)))));
    }

    @Test
    void whatAMemberHasToo() throws BadRequest {
        same(
                new CurrentAssignment(
                        "g",
                        "m",
                        new CurrentValue(
                                9,
                                8,
                                (byte) 1,
                                List.of(new TopicPartitions(TOPIC, List.of(0, 3), List.of(7, 9))),
                                List.of(new TopicPartitions(TOPIC, List.of(5), List.of())))),
                8,
                new ConsumerGroupCurrentMemberAssignmentKey().setGroupId("g").setMemberId("m"),
                new ConsumerGroupCurrentMemberAssignmentValue()
                        .setMemberEpoch(9)
                        .setPreviousMemberEpoch(8)
                        .setState((byte) 1)
                        .setAssignedPartitions(List.of(new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                                .setTopicId(TOPIC)
                                .setPartitions(List.of(0, 3))
                                .setAssignmentEpochs(List.of(7, 9))))
                        .setPartitionsPendingRevocation(
                                List.of(new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                                        .setTopicId(TOPIC)
                                        .setPartitions(List.of(5)))));
    }

    @Test
    void anExpressionToo() throws BadRequest {
        same(
                new RegularExpression("g", "a.*", new RegexValue(List.of("a", "ab"), 3, 99)),
                16,
                new ConsumerGroupRegularExpressionKey().setGroupId("g").setRegularExpression("a.*"),
                new ConsumerGroupRegularExpressionValue()
                        .setTopics(List.of("a", "ab"))
                        .setVersion(3)
                        .setTimestamp(99));
    }

    @Test
    void aVersionThatWeDoNotKnowIsRefused() {
        byte[] key = new GroupEpoch("g", null).encodeKey();

        assertThatThrownBy(() ->
                        GroupRecords.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(new byte[] {0, 1, 0, 0, 0, 7, 0})))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("version 1");
    }

    private static void same(ConsumerGroupRecord ours, int type, Message key, Message value) throws BadRequest {
        byte[] bytes = ours.encodeValue();
        assertThat(ours.encodeKey()).isEqualTo(versioned(type, key));
        assertThat(bytes).isEqualTo(versioned(0, value));
        assertThat(GroupRecords.decode(ByteBuffer.wrap(ours.encodeKey()), ByteBuffer.wrap(bytes)))
                .isEqualTo(ours);
        GroupRecords.GroupRecord gone = GroupRecords.decode(ByteBuffer.wrap(ours.encodeKey()), null);
        assertThat(gone.encodeKey()).isEqualTo(ours.encodeKey());
        assertThat(gone.encodeValue()).isNull();
    }

    private static byte[] versioned(int prefix, Message message) {
        ByteBuffer body = MessageUtil.toByteBufferAccessor(message, (short) 0).buffer();
        return ByteBuffer.allocate(2 + body.remaining())
                .putShort((short) prefix)
                .put(body)
                .array();
    }
}
