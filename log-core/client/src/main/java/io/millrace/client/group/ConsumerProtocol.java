package io.millrace.client.group;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The bytes of groups whose protocol type is {@code consumer}, as Kafka's consumers write them. <i>Any thread.</i> */
public final class ConsumerProtocol {
    /** The protocol type. */
    public static final String TYPE = "consumer";

    private ConsumerProtocol() {}

    /**
     * What a member wants. <i>Immutable.</i>
     *
     * @param topics names
     * @param userData the assignor's own, or null
     * @param owned what it has (cooperative assignors only)
     */
    public record Subscription(List<String> topics, byte @Nullable [] userData, List<TopicPartition> owned) {}

    /**
     * What a member gets. <i>Immutable.</i>
     *
     * @param partitions its own
     * @param userData the assignor's own, or null
     */
    public record Assignment(List<TopicPartition> partitions, byte @Nullable [] userData) {}

    /** To bytes, in version 1 of the format. */
    public static byte[] encode(Subscription subscription) {
        throw new UnsupportedOperationException();
    }

    /** To bytes, in version 1 of the format. */
    public static byte[] encode(Assignment assignment) {
        throw new UnsupportedOperationException();
    }

    /** From bytes of any version; throws IllegalArgumentException when they are no subscription. */
    public static Subscription subscription(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** From bytes of any version (none at all: nothing assigned); throws IllegalArgumentException. */
    public static Assignment assignment(byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
