package io.millrace.registry;

import io.millrace.base.Key;
import io.millrace.client.config.SecurityKeys;
import io.millrace.registry.compat.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every key of the registry, once. Names, defaults and meanings are Confluent's unless the text says otherwise. */
public final class RegistryKeys {
    /** Before the keys of TLS and SASL towards the log. */
    public static final String SECURITY_PREFIX = "kafkastore.";

    /** Where the log is. */
    public static final Key<String> BOOTSTRAP_SERVERS = Key.ofString(
            "kafkastore.bootstrap.servers",
            "",
            "Nodes of the log that keeps the schemas, HOST:PORT[,HOST:PORT...], or inprocess:ID for a log in this JVM.");
    /** The topic. */
    public static final Key<String> TOPIC =
            Key.ofString("kafkastore.topic", "_schemas", "Topic that keeps the schemas: one partition, compacted.");
    /** Its copies. */
    public static final Key<Integer> TOPIC_REPLICATION_FACTOR = Key.ofInt(
            "kafkastore.topic.replication.factor",
            -1,
            -1,
            Short.MAX_VALUE,
            "Copies of the topic when it is made here; -1 leaves it to the cluster (Confluent: 3).");
    /** A write's patience. */
    public static final Key<Integer> TIMEOUT_MS = Key.ofInt(
            "kafkastore.timeout.ms",
            15_000,
            1,
            600_000,
            "A write that was not read back for so long fails (Confluent: 500).");
    /** The start's patience. */
    public static final Key<Integer> INIT_TIMEOUT_MS = Key.ofInt(
            "kafkastore.init.timeout.ms",
            60_000,
            1,
            3_600_000,
            "A start that has not read the topic to its end for so long fails.");
    /** The group. */
    public static final Key<String> GROUP_ID = Key.ofString(
            "schema.registry.group.id",
            "schema-registry",
            "Group by which the registries of a cluster choose their leader.");
    /** The level where nothing else is set. */
    public static final Key<String> COMPATIBILITY_LEVEL = new Key<>(
            "schema.compatibility.level",
            "string",
            "backward",
            "Compatibility level where neither the subject nor the global config names one.",
            "one of none, backward, backward_transitive, forward, forward_transitive, full, full_transitive",
            false,
            text -> text,
            text -> Level.find(text) != null);
    /** Eligibility. */
    public static final Key<Boolean> LEADER_ELIGIBILITY = Key.ofBoolean(
            "leader.eligibility", true, "Whether this registry may become the leader, which alone writes.");
    /** Mode. */
    public static final Key<Boolean> MODE_MUTABILITY =
            Key.ofBoolean("mode.mutability", true, "Whether modes may be changed over REST.");
    /** Size. */
    public static final Key<Integer> SCHEMA_MAX_BYTES = Key.ofInt(
            "schema.max.bytes",
            900_000,
            1,
            10 << 20,
            "Largest schema; the topic's max.message.bytes must hold it with its quotes escaped.");
    /** Whether the bound below is used. */
    public static final Key<Boolean> SIZE_LIMIT_ENABLED = Key.ofBoolean(
            "size.limit.filter.enabled",
            false,
            "Whether a request with a body larger than size.limit.filter.max.request.body.size is refused (413).");
    /** Size of a body. */
    public static final Key<Integer> SIZE_LIMIT_BYTES = Key.ofInt(
            "size.limit.filter.max.request.body.size",
            10 << 20,
            1,
            10 << 20,
            "Largest body of a request where size.limit.filter.enabled=true; more than 10 MiB is never taken.");

    /** All of them. */
    public static final List<Key<?>> ALL = with(
            Stream.concat(SecurityKeys.under(SECURITY_PREFIX).stream(), SearchLimits.KEYS.stream())
                    .toList(),
            BOOTSTRAP_SERVERS,
            TOPIC,
            TOPIC_REPLICATION_FACTOR,
            TIMEOUT_MS,
            INIT_TIMEOUT_MS,
            GROUP_ID,
            COMPATIBILITY_LEVEL,
            LEADER_ELIGIBILITY,
            MODE_MUTABILITY,
            SCHEMA_MAX_BYTES,
            SIZE_LIMIT_ENABLED,
            SIZE_LIMIT_BYTES);

    private RegistryKeys() {}

    private static List<Key<?>> with(List<Key<?>> others, Key<?>... own) {
        List<Key<?>> all = new ArrayList<>(List.of(own));
        all.addAll(others);
        return List.copyOf(all);
    }
}
