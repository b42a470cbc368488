package io.millrace.coordinator.config;

import java.util.Comparator;

/**
 * What a configuration belongs to. <i>Immutable.</i>
 *
 * @param type Kafka's number: one of the constants
 * @param name a topic, a node's number, a group, a subscription; "" for all nodes
 */
public record Resource(byte type, String name) implements Comparable<Resource> {
    /** A topic. */
    public static final byte TOPIC = 2;
    /** A node, or all of them. */
    public static final byte NODE = 4;
    /** The levels of a node's loggers. */
    public static final byte LOGGERS = 8;
    /** A subscription to the metrics of clients. */
    public static final byte CLIENT_METRICS = 16;
    /** A group. */
    public static final byte GROUP = 32;

    private static final Comparator<Resource> ORDER =
            Comparator.comparingInt(Resource::type).thenComparing(Resource::name);

    /** A node by its number. */
    public static Resource node(int id) {
        return new Resource(NODE, Integer.toString(id));
    }

    /** All nodes. */
    public static Resource cluster() {
        return new Resource(NODE, "");
    }

    @Override
    public int compareTo(Resource other) {
        return ORDER.compare(this, other);
    }
}
