package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The records of {@code __consumer_offsets} for classic groups, byte for byte as Apache Kafka's. <i>Immutable.</i> */
public final class GroupRecords {
    private GroupRecords() {}

    /** One record of the topic; a null value is a tombstone. */
    public sealed interface GroupRecord permits OffsetCommit, GroupMetadata {
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
            throw new UnsupportedOperationException();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            throw new UnsupportedOperationException();
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
            Uuid topicId) {}

    /** A group's state, or that it is forgotten. */
    public record GroupMetadata(String group, @Nullable GroupValue value) implements GroupRecord {
        @Override
        public byte[] encodeKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte @Nullable [] encodeValue() {
            throw new UnsupportedOperationException();
        }
    }

    /** A classic group after a rebalance; without protocol and leader while empty. */
    public record GroupValue(
            String protocolType,
            int generation,
            @Nullable String protocol,
            @Nullable String leader,
            long currentStateTimestampMs,
            List<Member> members) {}

    /** One member of a classic group; equal by identity of its arrays only. */
    public record Member(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            byte[] subscription,
            byte[] assignment) {}

    /** Reads a record; null when its type is one that we do not know. */
    public static @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) throws BadRequest {
        throw new UnsupportedOperationException();
    }
}
