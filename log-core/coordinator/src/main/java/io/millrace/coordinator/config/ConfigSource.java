package io.millrace.coordinator.config;

/** Where a value comes from, by Kafka's numbers. */
public enum ConfigSource {
    /** Set on the topic. */
    TOPIC(1),
    /** Set on one node at run time. */
    DYNAMIC_NODE(2),
    /** Set for all nodes at run time. */
    DYNAMIC_CLUSTER(3),
    /** Set where the node was started. */
    FILE(4),
    /** Set by nobody. */
    DEFAULT(5),
    /** Set on the subscription to clients' metrics. */
    CLIENT_METRICS(7),
    /** Set on the group. */
    GROUP(8);

    private final byte id;

    ConfigSource(int id) {
        this.id = (byte) id;
    }

    /** The number on the wire. */
    public byte id() {
        return id;
    }
}
