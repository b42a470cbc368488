package io.millrace.coordinator.consumer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartition;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/** What consumers embed in the classic protocol: their subscription, and their assignment. <i>Any thread.</i> */
final class Embedded {
    private static final short OLDEST = 0;

    private Embedded() {}

    /** Null when the bytes cannot be read. */
    static @Nullable ConsumerProtocolSubscription subscription(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            short version = version(in.getShort(), ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION);
            return new ConsumerProtocolSubscription(new ByteBufferAccessor(in), version);
        } catch (RuntimeException malformed) {
            // Whatever the reader stumbled over, it was the bytes that somebody sent.
            return null;
        }
    }

    /** Null when the bytes cannot be read; without bytes there is no partition in it. */
    static @Nullable ConsumerProtocolAssignment assignment(byte[] bytes) {
        if (bytes.length == 0) {
            return new ConsumerProtocolAssignment();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            short version = version(in.getShort(), ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION);
            return new ConsumerProtocolAssignment(new ByteBufferAccessor(in), version);
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    /** Those partitions, by their topics' names, in the version that the member's subscription has. */
    static byte[] assignment(SortedMap<String, List<Integer>> partitions, byte[] subscription) {
        short asked =
                subscription.length < 2 ? OLDEST : ByteBuffer.wrap(subscription).getShort();
        ConsumerProtocolAssignment assignment = new ConsumerProtocolAssignment();
        partitions.forEach((topic, numbers) -> assignment
                .assignedPartitions()
                .add(new TopicPartition().setTopic(topic).setPartitions(numbers)));
        short version = version(asked, ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION);
        return MessageUtil.toVersionPrefixedBytes(version, assignment);
    }

    /** What is newer than we know begins as the newest that we know. */
    private static short version(short said, short newest) {
        if (said < OLDEST) {
            throw new IllegalArgumentException("version " + said);
        }
        return said > newest ? newest : said;
    }
}
