package io.millrace.wire.message;

import io.millrace.wire.record.EndMarker;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The records of {@code __consumer_offsets} for classic groups, byte for byte as Apache Kafka's. <i>Immutable.</i> */
public final class GroupRecords {
    private static final short LEGACY_OFFSET_KEY = 0;
    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;
    private static final short FLEXIBLE = 4;
    private static final GroupRecord UNKNOWN = new GroupMetadata("", null);

    private GroupRecords() {}

    /** One record of the topic; a null value is a tombstone. */
    public sealed interface GroupRecord
            permits OffsetCommit,
                    GroupMetadata,
                    ConsumerGroupRecords.ConsumerGroupRecord,
                    PendingOffset,
                    TransactionEnd {
        /** The record's key. */
        byte[] encodeKey();

        /** The record's value, null for a tombstone. */
        byte @Nullable [] encodeValue();
    }

    /** What a group committed for one partition, or that it is forgotten. */
    public record OffsetCommit(
            String group,
            String topic,
            int partition,
            @Nullable OffsetValue value) implements GroupRecord {
        @Override
        public byte[] encodeKey() {
            return new ByteWriter()
                    .int16(OFFSET_KEY)
                    .string(group)
                    .string(topic)
                    .int32(partition)
                    .toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** What a transaction commits for one partition: the same record, in a batch of the transaction's. */
    public record PendingOffset(long producerId, short producerEpoch, OffsetCommit offset) implements GroupRecord {
        @Override
        public byte[] encodeKey() {
            return offset.encodeKey();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return offset.encodeValue();
        }
    }

    /** A producer's transaction has ended: the marker in a control batch. */
    public record TransactionEnd(long producerId, short producerEpoch, EndMarker marker) implements GroupRecord {
        @Override
        public byte[] encodeKey() {
            return marker.key();
        }

        @Override
        public byte[] encodeValue() {
            return marker.value();
        }
    }

    /**
     * A committed offset.
     *
     * @param leaderEpoch -1 when unknown
     * @param expireTimestampMs -1 when it lives as long as the group's retention
     * @param topicId {@link Uuid#ZERO_UUID} when unknown
     */
    public record OffsetValue(
            long offset,
            int leaderEpoch,
            String metadata,
            long commitTimestampMs,
            long expireTimestampMs,
            Uuid topicId) {
        private byte[] encode() {
            // Only version 1 has an expiry of its own; everything else is version 4, as Apache Kafka 4.3 writes it.
            if (expireTimestampMs != -1) {
                return new ByteWriter()
                        .int16(1)
                        .int64(offset)
                        .string(metadata)
                        .int64(commitTimestampMs)
                        .int64(expireTimestampMs)
                        .toBytes();
            }
            ByteWriter writer = new ByteWriter()
                    .int16(4)
                    .int64(offset)
                    .int32(leaderEpoch)
                    .compactString(metadata)
                    .int64(commitTimestampMs);
            if (topicId.equals(Uuid.ZERO_UUID)) {
                return writer.noTags().toBytes();
            }
            return writer.unsignedVarint(1)
                    .tag(0, new ByteWriter().uuid(topicId))
                    .toBytes();
        }

        private static OffsetValue read(ByteReader in) {
            short version = checkVersion(in.int16());
            long offset = in.int64();
            int leaderEpoch = version >= 3 ? in.int32() : -1;
            String metadata = version >= FLEXIBLE ? in.compactString() : in.string();
            long commitTimestampMs = in.int64();
            long expireTimestampMs = version == 1 ? in.int64() : -1;
            Uuid[] topicId = {Uuid.ZERO_UUID};
            if (version >= FLEXIBLE) {
                in.eachTag((tag, field) -> topicId[0] = tag == 0 ? field.uuid() : topicId[0]);
            }
            return new OffsetValue(offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs, topicId[0]);
        }
    }

    /** A group's state, or that it is forgotten. */
    public record GroupMetadata(String group, @Nullable GroupValue value) implements GroupRecord {
        @Override
        public byte[] encodeKey() {
            return new ByteWriter().int16(GROUP_KEY).string(group).toBytes();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /** A classic group after a rebalance; without protocol and leader while empty. */
    public record GroupValue(
            String protocolType,
            int generation,
            @Nullable String protocol,
            @Nullable String leader,
            long currentStateTimestampMs,
            List<Member> members) {
        private byte[] encode() {
            return new ByteWriter()
                    .int16(3)
                    .string(protocolType)
                    .int32(generation)
                    .string(protocol)
                    .string(leader)
                    .int64(currentStateTimestampMs)
                    .array(members, (writer, member) -> member.write(writer))
                    .toBytes();
        }

        private static GroupValue read(ByteReader in) {
            short version = checkVersion(in.int16());
            boolean flexible = version >= FLEXIBLE;
            GroupValue value = new GroupValue(
                    flexible ? in.compactString() : in.string(),
                    in.int32(),
                    flexible ? in.nullableCompactString() : in.nullableString(),
                    flexible ? in.nullableCompactString() : in.nullableString(),
                    version >= 2 ? in.int64() : -1,
                    flexible
                            ? in.compactArray(each -> Member.read(each, version))
                            : in.array(each -> Member.read(each, version)));
            if (flexible) {
                in.skipTags();
            }
            return value;
        }
    }

    /** One member of a classic group; equal by identity of its arrays only. */
    public record Member(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            byte[] subscription,
            byte[] assignment) {
        private void write(ByteWriter writer) {
            writer.string(memberId)
                    .string(groupInstanceId)
                    .string(clientId)
                    .string(clientHost)
                    .int32(rebalanceTimeoutMs)
                    .int32(sessionTimeoutMs)
                    .bytes(subscription)
                    .bytes(assignment);
        }

        private static Member read(ByteReader in, short version) {
            boolean flexible = version >= FLEXIBLE;
            Member member = new Member(
                    flexible ? in.compactString() : in.string(),
                    flexible ? in.nullableCompactString() : version >= 3 ? in.nullableString() : null,
                    flexible ? in.compactString() : in.string(),
                    flexible ? in.compactString() : in.string(),
                    version >= 1 ? in.int32() : -1,
                    in.int32(),
                    flexible ? in.compactBytes() : in.bytes(),
                    flexible ? in.compactBytes() : in.bytes());
            if (flexible) {
                in.skipTags();
            }
            return member;
        }
    }

    /** Reads a record; null when its type is one that we do not know. */
    public static @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) throws BadRequest {
        GroupRecord named = ByteReader.read("group record's key", key, GroupRecords::readKey);
        if (value == null || named == UNKNOWN) {
            return named == UNKNOWN ? null : named;
        }
        if (named instanceof OffsetCommit) {
            OffsetCommit at = (OffsetCommit) named;
            OffsetValue read = ByteReader.read("committed offset", value, OffsetValue::read);
            return new OffsetCommit(at.group(), at.topic(), at.partition(), read);
        }
        if (named instanceof ConsumerGroupRecords.ConsumerGroupRecord of) {
            return ConsumerGroupRecords.readValue(of, value);
        }
        GroupValue read = ByteReader.read("group", value, GroupValue::read);
        return new GroupMetadata(((GroupMetadata) named).group(), read);
    }

    private static GroupRecord readKey(ByteReader in) {
        short type = in.int16();
        if (type == OFFSET_KEY || type == LEGACY_OFFSET_KEY) {
            return new OffsetCommit(in.string(), in.string(), in.int32(), null);
        }
        if (type == GROUP_KEY) {
            return new GroupMetadata(in.string(), null);
        }
        ConsumerGroupRecords.ConsumerGroupRecord of = ConsumerGroupRecords.readKey(type, in);
        return of == null ? UNKNOWN : of;
    }

    private static short checkVersion(short version) {
        if (version < 0 || version > FLEXIBLE) {
            throw new IllegalArgumentException("version " + version);
        }
        return version;
    }
}
