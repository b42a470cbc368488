package io.millrace.client.group;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of groups whose protocol type is {@code consumer}, as Kafka's consumers write them: a version, then fields of
 * which later versions only append more, so that any version is read. <i>Any thread.</i>
 */
public final class ConsumerProtocol {
    /** The protocol type. */
    public static final String TYPE = "consumer";

    private static final short WRITTEN_VERSION = 1;
    private static final short WITH_GENERATION = 2;
    private static final short WITH_RACK = 3;

    private ConsumerProtocol() {}

    /**
     * What a member wants. <i>Immutable.</i>
     *
     * @param topics names
     * @param userData the assignor's own, or null
     * @param owned what it has (cooperative assignors only)
     * @param generation of the group in which it got that, or -1
     * @param rack where it stands, or null
     */
    public record Subscription(
            List<String> topics,
            byte @Nullable [] userData,
            List<TopicPartition> owned,
            int generation,
            @Nullable String rack) {
        /** Without a generation and a rack. */
        public Subscription(List<String> topics, byte @Nullable [] userData, List<TopicPartition> owned) {
            this(topics, userData, owned, -1, null);
        }
    }

    /**
     * What a member gets. <i>Immutable.</i>
     *
     * @param partitions its own
     * @param userData the assignor's own, or null
     */
    public record Assignment(List<TopicPartition> partitions, byte @Nullable [] userData) {}

    /** To bytes, in version 1 of the format, or 3 where there is a generation or a rack to tell. */
    public static byte[] encode(Subscription subscription) {
        boolean more = subscription.generation() >= 0 || subscription.rack() != null;
        byte @Nullable [] rack = subscription.rack() == null ? null : utf8(subscription.rack());
        int size = (more ? 4 + 2 + (rack == null ? 0 : rack.length) : 0)
                + 2
                + 4
                + sizeOf(subscription.userData())
                + sizeOf(subscription.owned());
        for (String topic : subscription.topics()) {
            size += 2 + utf8(topic).length;
        }
        ByteBuffer to = ByteBuffer.allocate(size).putShort(more ? WITH_RACK : WRITTEN_VERSION);
        to.putInt(subscription.topics().size());
        subscription.topics().forEach(topic -> put(to, topic));
        put(to, subscription.userData());
        put(to, subscription.owned());
        if (more) {
            to.putInt(subscription.generation()).putShort((short) (rack == null ? -1 : rack.length));
            if (rack != null) {
                to.put(rack);
            }
        }
        return to.array();
    }

    /** To bytes, in version 1 of the format. */
    public static byte[] encode(Assignment assignment) {
        int size = 2 + sizeOf(assignment.partitions()) + sizeOf(assignment.userData());
        ByteBuffer to = ByteBuffer.allocate(size).putShort(WRITTEN_VERSION);
        put(to, assignment.partitions());
        put(to, assignment.userData());
        return to.array();
    }

    /** From bytes of any version; throws IllegalArgumentException when they are no subscription. */
    public static Subscription subscription(byte[] bytes) {
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            short version = from.getShort();
            int count = count(from, 2);
            List<String> topics = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                topics.add(text(from));
            }
            byte[] userData = bytes(from);
            List<TopicPartition> owned = version >= 1 ? partitions(from) : List.of();
            int generation = version >= WITH_GENERATION ? from.getInt() : -1;
            return new Subscription(topics, userData, owned, generation, version >= WITH_RACK ? rack(from) : null);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the subscription is cut off", e);
        }
    }

    /** From bytes of any version (none at all: nothing assigned); throws IllegalArgumentException. */
    public static Assignment assignment(byte[] bytes) {
        if (bytes.length == 0) {
            return new Assignment(List.of(), null);
        }
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            from.getShort();
            return new Assignment(partitions(from), bytes(from));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the assignment is cut off", e);
        }
    }

    private static Map<String, List<Integer>> byTopic(List<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicPartition each : partitions) {
            byTopic.computeIfAbsent(each.topic(), t -> new ArrayList<>()).add(each.partition());
        }
        return byTopic;
    }

    private static int sizeOf(byte @Nullable [] bytes) {
        return 4 + (bytes == null ? 0 : bytes.length);
    }

    private static int sizeOf(List<TopicPartition> partitions) {
        int size = 4;
        for (Map.Entry<String, List<Integer>> topic : byTopic(partitions).entrySet()) {
            size += 2 + utf8(topic.getKey()).length + 4 + 4 * topic.getValue().size();
        }
        return size;
    }

    private static void put(ByteBuffer to, String text) {
        byte[] bytes = utf8(text);
        to.putShort((short) bytes.length).put(bytes);
    }

    private static void put(ByteBuffer to, byte @Nullable [] bytes) {
        if (bytes == null) {
            to.putInt(-1);
        } else {
            to.putInt(bytes.length).put(bytes);
        }
    }

    private static void put(ByteBuffer to, List<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = byTopic(partitions);
        to.putInt(byTopic.size());
        byTopic.forEach((topic, numbers) -> {
            put(to, topic);
            to.putInt(numbers.size());
            numbers.forEach(to::putInt);
        });
    }

    private static @Nullable String rack(ByteBuffer from) {
        return from.getShort(from.position()) < 0 ? null : text(from);
    }

    private static String text(ByteBuffer from) {
        int size = from.getShort();
        if (size < 0 || size > from.remaining()) {
            throw new IllegalArgumentException("a name of " + size + " bytes, " + from.remaining() + " are left");
        }
        byte[] bytes = new byte[size];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(ByteBuffer from) {
        int size = from.getInt();
        if (size < 0) {
            return null;
        }
        if (size > from.remaining()) {
            throw new IllegalArgumentException("user data of " + size + " bytes, " + from.remaining() + " are left");
        }
        byte[] bytes = new byte[size];
        from.get(bytes);
        return bytes;
    }

    private static List<TopicPartition> partitions(ByteBuffer from) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int topics = count(from, 6); topics > 0; topics--) {
            String topic = text(from);
            for (int numbers = count(from, 4); numbers > 0; numbers--) {
                partitions.add(new TopicPartition(topic, from.getInt()));
            }
        }
        return partitions;
    }

    /** A count that the bytes left can hold. */
    private static int count(ByteBuffer from, int leastBytesEach) {
        int count = from.getInt();
        if (count < 0 || (long) count * leastBytesEach > from.remaining()) {
            throw new IllegalArgumentException(count + " elements, " + from.remaining() + " bytes are left");
        }
        return count;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
