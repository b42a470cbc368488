package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.GroupValue;
import io.millrace.wire.message.GroupRecords.Member;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.OffsetValue;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenGroupRecordsTest {
    private static final Uuid TOPIC_ID = new Uuid(42, 4711);

    @Test
    void aCommittedOffsetIsKafkasByteForByte() {
        OffsetCommit ours = new OffsetCommit(
                "a grüp", "topic", 7, new OffsetValue(1L << 40, 3, "some metadata", 1_700_000_000_000L, -1, TOPIC_ID));
        OffsetCommitValue kafkas = offsetValue().setTopicId(TOPIC_ID);

        assertThat(ours.encodeKey())
                .isEqualTo(versioned(
                        1,
                        0,
                        new OffsetCommitKey()
                                .setGroup("a grüp")
                                .setTopic("topic")
                                .setPartition(7)));
        assertThat(ours.encodeValue()).isEqualTo(versioned(4, 4, kafkas));
    }

    @Test
    void withoutATopicIdAndWithAnExpiryToo() {
        OffsetValue plain = new OffsetValue(1L << 40, 3, "some metadata", 1_700_000_000_000L, -1, Uuid.ZERO_UUID);
        OffsetValue expiring = new OffsetValue(1L << 40, -1, "some metadata", 1_700_000_000_000L, 5, Uuid.ZERO_UUID);

        assertThat(new OffsetCommit("g", "t", 0, plain).encodeValue()).isEqualTo(versioned(4, 4, offsetValue()));
        assertThat(new OffsetCommit("g", "t", 0, expiring).encodeValue())
                .isEqualTo(versioned(1, 1, offsetValue().setExpireTimestamp(5)));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3, 4})
    void offsetsOfEveryVersionAreRead(short version) throws BadRequest {
        OffsetCommitValue kafkas = offsetValue().setTopicId(TOPIC_ID).setExpireTimestamp(99);
        byte[] key = versioned(
                1, 0, new OffsetCommitKey().setGroup("g").setTopic("t").setPartition(1));

        GroupRecord read = decode(key, versioned(version, version, kafkas));

        assertThat(read)
                .isEqualTo(new OffsetCommit(
                        "g",
                        "t",
                        1,
                        new OffsetValue(
                                1L << 40,
                                version >= 3 ? 3 : -1,
                                "some metadata",
                                1_700_000_000_000L,
                                version == 1 ? 99 : -1,
                                version >= 4 ? TOPIC_ID : Uuid.ZERO_UUID)));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3, 4})
    void groupsOfEveryVersionAreRead(short version) throws BadRequest {
        byte[] key = versioned(2, 0, new GroupMetadataKey().setGroup("g"));

        GroupMetadata read = (GroupMetadata) decode(key, versioned(version, version, groupValue()));

        assertThat(read.group()).isEqualTo("g");
        assertThat(read.value().protocolType()).isEqualTo("consumer");
        assertThat(read.value().leader()).isEqualTo("m-1");
        assertThat(read.value().members()).hasSize(2);
        Member first = read.value().members().get(0);
        assertThat(first.groupInstanceId()).isEqualTo(version >= 3 ? "static" : null);
        assertThat(first.sessionTimeoutMs()).isEqualTo(45_000);
        assertThat(first.subscription()).containsExactly(1, 2, 3);
        assertThat(first.assignment()).isEmpty();
    }

    @Test
    void aGroupIsKafkasByteForByte() {
        GroupValue ours = new GroupValue(
                "consumer",
                12,
                "range",
                "m-1",
                1_700_000_000_001L,
                List.of(
                        new Member(
                                "m-1", "static", "c", "/127.0.0.1", 60_000, 45_000, new byte[] {1, 2, 3}, new byte[0]),
                        new Member("m-2", null, "d", "/::1", 1, 2, new byte[0], new byte[] {9})));

        assertThat(new GroupMetadata("grüp", ours).encodeKey())
                .isEqualTo(versioned(2, 0, new GroupMetadataKey().setGroup("grüp")));
        assertThat(new GroupMetadata("g", ours).encodeValue()).isEqualTo(versioned(3, 3, groupValue()));
    }

    @Test
    void anEmptyGroupHasNeitherProtocolNorLeader() throws BadRequest {
        GroupMetadata ours = new GroupMetadata("g", new GroupValue("", 3, null, null, 5, List.of()));

        assertThat(ours.encodeValue())
                .isEqualTo(versioned(
                        3,
                        3,
                        new GroupMetadataValue()
                                .setProtocolType("")
                                .setGeneration(3)
                                .setProtocol(null)
                                .setLeader(null)
                                .setCurrentStateTimestamp(5)));
        assertThat(decode(ours.encodeKey(), ours.encodeValue())).isEqualTo(ours);
    }

    @Test
    void tombstonesAndTheOldestKeyAreRead() throws BadRequest {
        byte[] legacy = versioned(
                0, 0, new LegacyOffsetCommitKey().setGroup("g").setTopic("t").setPartition(2));

        assertThat(decode(legacy, null)).isEqualTo(new OffsetCommit("g", "t", 2, null));
        assertThat(new OffsetCommit("g", "t", 2, null).encodeValue()).isNull();
        GroupMetadata gone = new GroupMetadata("g", null);
        assertThat(decode(gone.encodeKey(), null)).isEqualTo(gone);
    }

    @Test
    void aTypeThatWeDoNotKnowIsNoError() throws BadRequest {
        byte[] key = versioned(11, 0, new ShareGroupMetadataKey().setGroupId("g"));

        assertThat(decode(key, new byte[] {0, 0})).isNull();
        assertThat(decode(key, null)).isNull();
    }

    @Property(tries = 2000)
    void garbageIsRefusedCheaply(
            @ForAll @Size(max = 60) byte[] garbage,
            @ForAll @IntRange(max = 2) int type,
            @ForAll @IntRange(max = 4) int v) {
        byte[] key = versioned(2, 0, new GroupMetadataKey().setGroup("g"));
        byte[] value = ByteBuffer.allocate(garbage.length + 2)
                .putShort((short) v)
                .put(garbage)
                .array();
        byte[] anyKey = ByteBuffer.allocate(garbage.length + 2)
                .putShort((short) type)
                .put(garbage)
                .array();

        assertThat(refusedOrRead(key, value)).isTrue();
        assertThat(refusedOrRead(anyKey, null)).isTrue();
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        byte[] key = versioned(2, 0, new GroupMetadataKey().setGroup("g"));

        assertThatThrownBy(() -> decode(key, new byte[] {0, 5})).isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> decode(new byte[] {0}, null)).isInstanceOf(BadRequest.class);
    }

    private static boolean refusedOrRead(byte[] key, byte[] value) {
        try {
            decode(key, value);
        } catch (BadRequest e) {
            return e.getMessage() != null;
        }
        return true;
    }

    private static GroupRecord decode(byte[] key, byte[] value) throws BadRequest {
        return GroupRecords.decode(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
    }

    private static byte[] versioned(int prefix, int version, org.apache.kafka.common.protocol.Message message) {
        ByteBuffer body =
                MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
        return ByteBuffer.allocate(2 + body.remaining())
                .putShort((short) prefix)
                .put(body)
                .array();
    }

    private static OffsetCommitValue offsetValue() {
        return new OffsetCommitValue()
                .setOffset(1L << 40)
                .setLeaderEpoch(3)
                .setMetadata("some metadata")
                .setCommitTimestamp(1_700_000_000_000L);
    }

    private static GroupMetadataValue groupValue() {
        return new GroupMetadataValue()
                .setProtocolType("consumer")
                .setGeneration(12)
                .setProtocol("range")
                .setLeader("m-1")
                .setCurrentStateTimestamp(1_700_000_000_001L)
                .setMembers(List.of(
                        new GroupMetadataValue.MemberMetadata()
                                .setMemberId("m-1")
                                .setGroupInstanceId("static")
                                .setClientId("c")
                                .setClientHost("/127.0.0.1")
                                .setRebalanceTimeout(60_000)
                                .setSessionTimeout(45_000)
                                .setSubscription(new byte[] {1, 2, 3})
                                .setAssignment(new byte[0]),
                        new GroupMetadataValue.MemberMetadata()
                                .setMemberId("m-2")
                                .setClientId("d")
                                .setClientHost("/::1")
                                .setRebalanceTimeout(1)
                                .setSessionTimeout(2)
                                .setSubscription(new byte[0])
                                .setAssignment(new byte[] {9})));
    }
}
