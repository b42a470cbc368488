package io.millrace.wire.message;

import io.millrace.wire.message.GroupRecords.GroupRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The records of {@code __consumer_offsets} for consumer groups (KIP-848), byte for byte as Apache Kafka's. <i>Immutable.</i> */
public final class ConsumerGroupRecords {
    private static final short EPOCH_KEY = 3;
    private static final short MEMBER_KEY = 5;
    private static final short TARGET_EPOCH_KEY = 6;
    private static final short TARGET_KEY = 7;
    private static final short CURRENT_KEY = 8;
    private static final short REGEX_KEY = 16;

    private ConsumerGroupRecords() {}

    /** One record of a consumer group; a null value is a tombstone. */
    public sealed interface ConsumerGroupRecord extends GroupRecord
            permits GroupEpoch,
                    MemberSubscription,
                    TargetEpoch,
                    TargetAssignment,
                    CurrentAssignment,
                    RegularExpression {
        /** The group's id. */
        String group();
    }

    /** The group's epoch, or that the group is no more (ConsumerGroupMetadata). */
    public record GroupEpoch(String group, @Nullable EpochValue value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(EPOCH_KEY, group).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** An epoch, and a hash of the topics that it was begun for; 0 when none was taken. */
    public record EpochValue(int epoch, long metadataHash) {
        private byte[] encode() {
            ByteWriter writer = new ByteWriter().int16(0).int32(epoch);
            return metadataHash == 0
                    ? writer.noTags().toBytes()
                    : writer.unsignedVarint(1)
                            .tag(0, new ByteWriter().int64(metadataHash))
                            .toBytes();
        }

        private static EpochValue read(ByteReader in) {
            checkVersion(in.int16());
            int epoch = in.int32();
            return new EpochValue(epoch, longTag(in));
        }
    }

    /** What a member subscribes to, or that it is no more (ConsumerGroupMemberMetadata). */
    public record MemberSubscription(
            String group, String member, @Nullable SubscriptionValue value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(MEMBER_KEY, group).string(member).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /**
     * A member as it describes itself.
     *
     * @param classic what it said in the classic protocol, null for a member of the consumer protocol
     */
    public record SubscriptionValue(
            @Nullable String instanceId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            List<String> topicNames,
            @Nullable String topicRegex,
            int rebalanceTimeoutMs,
            @Nullable String serverAssignor,
            @Nullable ClassicMember classic) {
        private byte[] encode() {
            ByteWriter writer = new ByteWriter()
                    .int16(0)
                    .compactString(instanceId)
                    .compactString(rackId)
                    .compactString(clientId)
                    .compactString(clientHost)
                    .compactArray(topicNames, ByteWriter::compactString)
                    .compactString(topicRegex)
                    .int32(rebalanceTimeoutMs)
                    .compactString(serverAssignor);
            return classic == null
                    ? writer.noTags().toBytes()
                    : writer.unsignedVarint(1).tag(0, classic.write()).toBytes();
        }

        private static SubscriptionValue read(ByteReader in) {
            checkVersion(in.int16());
            String instanceId = in.nullableCompactString();
            String rackId = in.nullableCompactString();
            String clientId = in.compactString();
            String clientHost = in.compactString();
            List<String> topicNames = in.compactArray(ByteReader::compactString);
            String topicRegex = in.nullableCompactString();
            int rebalanceTimeoutMs = in.int32();
            String serverAssignor = in.nullableCompactString();
            @Nullable ClassicMember[] classic = {null};
            in.eachTag((tag, field) -> classic[0] = tag == 0 ? ClassicMember.read(field) : classic[0]);
            return new SubscriptionValue(
                    instanceId,
                    rackId,
                    clientId,
                    clientHost,
                    topicNames,
                    topicRegex,
                    rebalanceTimeoutMs,
                    serverAssignor,
                    classic[0]);
        }
    }

    /** What a member of the classic protocol said when it joined a consumer group. */
    public record ClassicMember(int sessionTimeoutMs, List<ClassicProtocol> protocols) {
        private ByteWriter write() {
            return new ByteWriter()
                    .int8(1)
                    .int32(sessionTimeoutMs)
                    .compactArray(
                            protocols,
                            (writer, each) -> writer.compactString(each.name())
                                    .compactBytes(each.metadata())
                                    .noTags())
                    .noTags();
        }

        private static @Nullable ClassicMember read(ByteReader in) {
            if (in.int8() < 0) {
                return null;
            }
            ClassicMember member = new ClassicMember(in.int32(), in.compactArray(each -> {
                ClassicProtocol protocol = new ClassicProtocol(each.compactString(), each.compactBytes());
                each.skipTags();
                return protocol;
            }));
            in.skipTags();
            return member;
        }
    }

    /** One protocol of a classic member, and what it said about itself in that. */
    public record ClassicProtocol(String name, byte[] metadata) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ClassicProtocol protocol
                    && name.equals(protocol.name)
                    && Arrays.equals(metadata, protocol.metadata);
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + Arrays.hashCode(metadata);
        }
    }

    /** For which epoch the target assignment was made (ConsumerGroupTargetAssignmentMetadata). */
    public record TargetEpoch(String group, @Nullable TargetEpochValue value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(TARGET_EPOCH_KEY, group).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** The epoch of a target assignment, and when it was made; 0 when that was not told. */
    public record TargetEpochValue(int assignmentEpoch, long timestampMs) {
        private byte[] encode() {
            ByteWriter writer = new ByteWriter().int16(0).int32(assignmentEpoch);
            return timestampMs == 0
                    ? writer.noTags().toBytes()
                    : writer.unsignedVarint(1)
                            .tag(0, new ByteWriter().int64(timestampMs))
                            .toBytes();
        }

        private static TargetEpochValue read(ByteReader in) {
            checkVersion(in.int16());
            int epoch = in.int32();
            return new TargetEpochValue(epoch, longTag(in));
        }
    }

    /** What a member shall own in the end (ConsumerGroupTargetAssignmentMember). */
    public record TargetAssignment(
            String group, String member, @Nullable List<TopicPartitions> value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(TARGET_KEY, group).string(member).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null
                    ? null
                    : new ByteWriter()
                            .int16(0)
                            .compactArray(value, TopicPartitions::write)
                            .noTags()
                            .toBytes();
        }

        private static List<TopicPartitions> read(ByteReader in) {
            checkVersion(in.int16());
            List<TopicPartitions> topics = in.compactArray(TopicPartitions::read);
            in.skipTags();
            return topics;
        }
    }

    /** What a member owns now (ConsumerGroupCurrentMemberAssignment). */
    public record CurrentAssignment(
            String group, String member, @Nullable CurrentValue value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(CURRENT_KEY, group).string(member).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** A member's epoch, where it stands in its reconciliation, what it has and what it shall give up. */
    public record CurrentValue(
            int epoch,
            int previousEpoch,
            byte state,
            List<TopicPartitions> assigned,
            List<TopicPartitions> pendingRevocation) {
        private byte[] encode() {
            return new ByteWriter()
                    .int16(0)
                    .int32(epoch)
                    .int32(previousEpoch)
                    .int8(state)
                    .compactArray(assigned, TopicPartitions::write)
                    .compactArray(pendingRevocation, TopicPartitions::write)
                    .noTags()
                    .toBytes();
        }

        private static CurrentValue read(ByteReader in) {
            checkVersion(in.int16());
            CurrentValue value = new CurrentValue(
                    in.int32(),
                    in.int32(),
                    in.int8(),
                    in.compactArray(TopicPartitions::read),
                    in.compactArray(TopicPartitions::read));
            in.skipTags();
            return value;
        }
    }

    /**
     * Partitions of one topic.
     *
     * @param assignmentEpochs since which epoch the member has each; empty where nobody says
     */
    public record TopicPartitions(Uuid topicId, List<Integer> partitions, List<Integer> assignmentEpochs) {
        private static void write(ByteWriter writer, TopicPartitions topic) {
            writer.uuid(topic.topicId).compactArray(topic.partitions, ByteWriter::int32);
            if (topic.assignmentEpochs.isEmpty()) {
                writer.noTags();
            } else {
                writer.unsignedVarint(1)
                        .tag(0, new ByteWriter().compactArray(topic.assignmentEpochs, ByteWriter::int32));
            }
        }

        private static TopicPartitions read(ByteReader in) {
            Uuid topicId = in.uuid();
            List<Integer> partitions = in.compactArray(ByteReader::int32);
            List<List<Integer>> epochs = new ArrayList<>(1);
            in.eachTag((tag, field) -> {
                if (tag == 0) {
                    epochs.add(field.compactArray(ByteReader::int32));
                }
            });
            return new TopicPartitions(topicId, partitions, epochs.isEmpty() ? List.of() : epochs.get(0));
        }
    }

    /** The topics that match an expression (ConsumerGroupRegularExpression). */
    public record RegularExpression(
            String group, String expression, @Nullable RegexValue value) implements ConsumerGroupRecord {
        @Override
        public byte[] encodeKey() {
            return key(REGEX_KEY, group).string(expression).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** The topics that matched at that version of the metadata and that time. */
    public record RegexValue(List<String> topics, long version, long timestampMs) {
        private byte[] encode() {
            return new ByteWriter()
                    .int16(0)
                    .compactArray(topics, ByteWriter::compactString)
                    .int64(version)
                    .int64(timestampMs)
                    .noTags()
                    .toBytes();
        }

        private static RegexValue read(ByteReader in) {
            checkVersion(in.int16());
            RegexValue value = new RegexValue(in.compactArray(ByteReader::compactString), in.int64(), in.int64());
            in.skipTags();
            return value;
        }
    }

    /** The record that such a key names, as a tombstone; null when it is none of ours. */
    static @Nullable ConsumerGroupRecord readKey(short type, ByteReader in) {
        return switch (type) {
            case EPOCH_KEY -> new GroupEpoch(in.string(), null);
            case MEMBER_KEY -> new MemberSubscription(in.string(), in.string(), null);
            case TARGET_EPOCH_KEY -> new TargetEpoch(in.string(), null);
            case TARGET_KEY -> new TargetAssignment(in.string(), in.string(), null);
            case CURRENT_KEY -> new CurrentAssignment(in.string(), in.string(), null);
            case REGEX_KEY -> new RegularExpression(in.string(), in.string(), null);
            default -> null;
        };
    }

    /** The same record with the value. */
    static ConsumerGroupRecord readValue(ConsumerGroupRecord named, ByteBuffer value) throws BadRequest {
        if (named instanceof GroupEpoch it) {
            return new GroupEpoch(it.group, ByteReader.read("consumer group", value, EpochValue::read));
        }
        if (named instanceof MemberSubscription it) {
            return new MemberSubscription(
                    it.group, it.member, ByteReader.read("consumer group's member", value, SubscriptionValue::read));
        }
        if (named instanceof TargetEpoch it) {
            return new TargetEpoch(it.group, ByteReader.read("target's epoch", value, TargetEpochValue::read));
        }
        if (named instanceof TargetAssignment it) {
            return new TargetAssignment(
                    it.group, it.member, ByteReader.read("target assignment", value, TargetAssignment::read));
        }
        if (named instanceof CurrentAssignment it) {
            return new CurrentAssignment(
                    it.group, it.member, ByteReader.read("current assignment", value, CurrentValue::read));
        }
        RegularExpression it = (RegularExpression) named;
        return new RegularExpression(
                it.group, it.expression, ByteReader.read("regular expression", value, RegexValue::read));
    }

    private static ByteWriter key(short type, String group) {
        return new ByteWriter().int16(type).string(group);
    }

    private static long longTag(ByteReader in) {
        long[] value = {0};
        in.eachTag((tag, field) -> value[0] = tag == 0 ? field.int64() : value[0]);
        return value[0];
    }

    private static void checkVersion(short version) {
        if (version != 0) {
            throw new IllegalArgumentException("version " + version);
        }
    }
}
