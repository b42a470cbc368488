package io.millrace.connect;

import io.millrace.base.Key;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityKeys;
import java.util.ArrayList;
import java.util.List;

/** The worker's configuration keys under Kafka Connect's own names, one declaration each. */
public final class ConnectKeys {
    /** Which workers belong together. */
    public static final Key<String> GROUP_ID = Key.ofString(
            "group.id",
            "millrace-connect",
            "One worker at a time runs the connectors of a group; a second is refused.");

    /** Where configs lie. */
    public static final Key<String> CONFIG_TOPIC = Key.ofString(
            "config.storage.topic", "connect-configs", "Topic of connector configs; one partition, compacted.");

    /** Copies of it. */
    public static final Key<Integer> CONFIG_REPLICATION = replication("config.storage.replication.factor");

    /** Where source offsets lie. */
    public static final Key<String> OFFSET_TOPIC = Key.ofString(
            "offset.storage.topic", "connect-offsets", "Topic of the positions of source connectors; compacted.");

    /** Its partitions. */
    public static final Key<Integer> OFFSET_PARTITIONS =
            Key.ofInt("offset.storage.partitions", 25, 1, 1_000, "Partitions of the offset topic when it is made.");

    /** Copies of it. */
    public static final Key<Integer> OFFSET_REPLICATION = replication("offset.storage.replication.factor");

    /** Where states lie. */
    public static final Key<String> STATUS_TOPIC = Key.ofString(
            "status.storage.topic", "connect-status", "Topic of the states of connectors and tasks; compacted.");

    /** Its partitions. */
    public static final Key<Integer> STATUS_PARTITIONS =
            Key.ofInt("status.storage.partitions", 5, 1, 1_000, "Partitions of the status topic when it is made.");

    /** Copies of it. */
    public static final Key<Integer> STATUS_REPLICATION = replication("status.storage.replication.factor");

    /** Where plug-ins lie. */
    public static final Key<String> PLUGIN_PATH = Key.ofString(
            "plugin.path", "", "Directories of plug-ins, comma-separated; a directory or a jar in one is a plug-in.");

    /** For connectors that name none. */
    public static final Key<String> KEY_CONVERTER = Key.ofString(
            "key.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "Converter of keys for connectors that name none.");

    /** For connectors that name none. */
    public static final Key<String> VALUE_CONVERTER = Key.ofString(
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "Converter of values for connectors that name none.");

    /** For connectors that name none. */
    public static final Key<String> HEADER_CONVERTER = Key.ofString(
            "header.converter",
            "org.apache.kafka.connect.storage.SimpleHeaderConverter",
            "Converter of headers for connectors that name none.");

    /** Of the worker's key converter. */
    public static final Key<Boolean> KEY_SCHEMAS = Key.ofBoolean(
            "key.converter.schemas.enable", true, "Whether the worker's JSON key converter writes schemas inline.");

    /** Of the worker's value converter. */
    public static final Key<Boolean> VALUE_SCHEMAS = Key.ofBoolean(
            "value.converter.schemas.enable", true, "Whether the worker's JSON value converter writes schemas inline.");

    /** Of the worker's converters, when they use a registry. */
    public static final Key<String> KEY_REGISTRY = Key.ofString(
            "key.converter.schema.registry.url", "", "The registry of the worker's key converter, if that uses one.");

    /** Of the worker's converters, when they use a registry. */
    public static final Key<String> VALUE_REGISTRY = Key.ofString(
            "value.converter.schema.registry.url",
            "",
            "The registry of the worker's value converter, if that uses one.");

    /** How often positions are written. */
    public static final Key<Long> OFFSET_FLUSH_INTERVAL_MS = Key.ofLong(
            "offset.flush.interval.ms", 60_000, 1, 86_400_000, "Tasks write their positions every so often.");

    /** How long that may take. */
    public static final Key<Long> OFFSET_FLUSH_TIMEOUT_MS = Key.ofLong(
            "offset.flush.timeout.ms", 5_000, 1, 3_600_000, "A write of positions that takes longer has failed.");

    /** How long a stop may take. */
    public static final Key<Long> SHUTDOWN_GRACE_MS = Key.ofLong(
            "task.shutdown.graceful.timeout.ms",
            5_000,
            1,
            3_600_000,
            "A task or connector that has not stopped after so long is abandoned.");

    /** Name of this worker's REST address. */
    public static final Key<String> ADVERTISED_HOST = Key.ofString(
            "rest.advertised.host.name", "127.0.0.1", "Host of this worker in states and between workers.");

    /** Port of this worker's REST address. */
    public static final Key<Integer> ADVERTISED_PORT =
            Key.ofInt("rest.advertised.port", 8083, 0, 65_535, "Port of this worker in states and between workers.");

    /** Whether topics are tracked. */
    public static final Key<Boolean> TOPIC_TRACKING =
            Key.ofBoolean("topic.tracking.enable", true, "Whether the topics that a connector uses are remembered.");

    /** Whether what was tracked may be forgotten. */
    public static final Key<Boolean> TOPIC_TRACKING_RESET =
            Key.ofBoolean("topic.tracking.allow.reset", true, "Whether the remembered topics may be reset over REST.");

    /** All of them, with the client's that the worker takes. */
    public static final List<Key<?>> ALL = with(
            SecurityKeys.ALL,
            ClientKeys.BOOTSTRAP_SERVERS,
            GROUP_ID,
            CONFIG_TOPIC,
            CONFIG_REPLICATION,
            OFFSET_TOPIC,
            OFFSET_PARTITIONS,
            OFFSET_REPLICATION,
            STATUS_TOPIC,
            STATUS_PARTITIONS,
            STATUS_REPLICATION,
            PLUGIN_PATH,
            KEY_CONVERTER,
            VALUE_CONVERTER,
            HEADER_CONVERTER,
            KEY_SCHEMAS,
            VALUE_SCHEMAS,
            KEY_REGISTRY,
            VALUE_REGISTRY,
            OFFSET_FLUSH_INTERVAL_MS,
            OFFSET_FLUSH_TIMEOUT_MS,
            SHUTDOWN_GRACE_MS,
            ADVERTISED_HOST,
            ADVERTISED_PORT,
            TOPIC_TRACKING,
            TOPIC_TRACKING_RESET);

    private ConnectKeys() {}

    private static List<Key<?>> with(List<Key<?>> others, Key<?>... own) {
        List<Key<?>> all = new ArrayList<>(List.of(own));
        all.addAll(others);
        return List.copyOf(all);
    }

    private static Key<Integer> replication(String name) {
        return Key.ofInt(name, -1, -1, 100, "Copies of that topic when it is made; -1 for the cluster's default.");
    }
}
