package io.millrace.broker;

import io.millrace.base.Endpoint;
import io.millrace.base.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The configuration keys of a node, by Kafka's names where Kafka has one. <i>Immutable.</i> */
public final class BrokerKeys {
    private static final String PLAINTEXT = "PLAINTEXT://";
    /** All addresses of a machine: good to listen on, and nowhere to connect to. */
    private static final Set<String> NOT_REACHABLE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "*");

    /** Kafka's node.id. */
    public static final Key<Integer> NODE_ID =
            Key.ofInt("node.id", 1, 0, Integer.MAX_VALUE, "The number by which clients know this node.");
    /** Which cluster the data directory must be of. */
    public static final Key<String> CLUSTER_ID = Key.ofString(
            "cluster.id",
            "",
            "The cluster that the data directory has to be of: one of another cluster is refused, a new one is of this. "
                    + "Empty takes any, and gives a new one an id by chance.");
    /** Kafka's num.partitions. */
    public static final Key<Integer> NUM_PARTITIONS = Key.ofInt(
            "num.partitions",
            1,
            1,
            100_000,
            "Partitions of a topic whose creator names no number, or that is auto-created.");
    /** Kafka's auto.create.topics.enable. */
    public static final Key<Boolean> AUTO_CREATE_TOPICS = Key.ofBoolean(
            "auto.create.topics.enable", true, "Whether a topic is created when a client first asks for it.");
    /** Kafka's message.max.bytes. */
    public static final Key<Integer> MESSAGE_MAX_BYTES = Key.ofInt(
            "message.max.bytes",
            1_048_588,
            1_024,
            100 << 20,
            "The largest batch taken from a producer, where its topic sets no max.message.bytes.");
    /** Kafka's message.timestamp.after.max.ms of the broker. */
    public static final Key<Long> TIMESTAMP_AFTER_MAX_MS = Key.ofLong(
            "log.message.timestamp.after.max.ms",
            3_600_000L,
            0L,
            Long.MAX_VALUE,
            "How far a record's timestamp may lie ahead of this node's clock, where its topic sets nothing else.");
    /** Kafka's fetch.max.bytes of the broker. */
    public static final Key<Integer> FETCH_MAX_BYTES =
            Key.ofInt("fetch.max.bytes", 55 << 20, 1_024, 1 << 30, "The most bytes of records in one answer.");
    /** Kafka's max.incremental.fetch.session.cache.slots. */
    public static final Key<Integer> FETCH_SESSIONS = Key.ofInt(
            "max.incremental.fetch.session.cache.slots",
            1_000,
            0,
            1_000_000,
            "Fetch sessions kept at once, for clients that name their partitions once and not in every fetch.");
    /** Kafka's socket.request.max.bytes. */
    public static final Key<Integer> REQUEST_MAX_BYTES = Key.ofInt(
            "socket.request.max.bytes",
            100 << 20,
            1_024,
            1 << 30,
            "The largest request taken; a larger one closes its connection.");
    /** Kafka's queued.max.request.bytes. */
    public static final Key<Long> QUEUED_MAX_BYTES = Key.ofLong(
            "queued.max.request.bytes",
            -1L,
            -1L,
            Long.MAX_VALUE,
            "The most bytes of requests that arrive or wait to be handled, of all connections together. While there are "
                    + "more, no further request is read; the next in line may be larger than what is left. -1 and 0 "
                    + "set no bound.");
    /** Kafka's connections.max.idle.ms. */
    public static final Key<Long> MAX_IDLE_MS = Key.ofLong(
            "connections.max.idle.ms",
            600_000L,
            1L,
            31_536_000_000L,
            "A connection on which nothing happened for so long is closed.");
    /** Kafka's advertised.listeners, of the one listener that there is. */
    public static final Key<Optional<Endpoint>> ADVERTISED_LISTENERS = new Key<>(
            "advertised.listeners",
            "string",
            "",
            "Under which address clients reach this node, where that is not the one it listens on: behind a container's "
                    + "port mapping, for example. Port 0 is the listener's. Empty is the listener's address or, where "
                    + "that is all of the machine's, the one that the client connected to.",
            "HOST:PORT or PLAINTEXT://HOST:PORT",
            false,
            BrokerKeys::advertised,
            any -> true);
    /** Kafka's max.connections, but one more is closed and does not wait. */
    public static final Key<Integer> MAX_CONNECTIONS = Key.ofInt(
            "max.connections",
            Integer.MAX_VALUE,
            1,
            Integer.MAX_VALUE,
            "The most connections of a listener; one more is closed.");
    /** Kafka's max.connections.per.ip. */
    public static final Key<Integer> MAX_CONNECTIONS_PER_IP = Key.ofInt(
            "max.connections.per.ip",
            Integer.MAX_VALUE,
            1,
            Integer.MAX_VALUE,
            "The most connections from one address; one more is closed.");
    /** Kafka's offsets.topic.num.partitions, but 1 is enough for one node. */
    public static final Key<Integer> OFFSETS_PARTITIONS = Key.ofInt(
            "offsets.topic.num.partitions", 1, 1, 1_000, "Partitions of __consumer_offsets when it is first created.");
    /** Kafka's group.initial.rebalance.delay.ms, but 0. */
    public static final Key<Integer> INITIAL_REBALANCE_DELAY_MS = Key.ofInt(
            "group.initial.rebalance.delay.ms",
            0,
            0,
            600_000,
            "How long a new group waits for more members before its first generation.");
    /** Kafka's group.min.session.timeout.ms. */
    public static final Key<Integer> MIN_SESSION_TIMEOUT_MS = Key.ofInt(
            "group.min.session.timeout.ms", 6_000, 1, Integer.MAX_VALUE, "The shortest session timeout of a member.");
    /** Kafka's group.max.session.timeout.ms. */
    public static final Key<Integer> MAX_SESSION_TIMEOUT_MS = Key.ofInt(
            "group.max.session.timeout.ms",
            1_800_000,
            1,
            Integer.MAX_VALUE,
            "The longest session timeout of a member.");
    /** Kafka's group.max.size. */
    public static final Key<Integer> GROUP_MAX_SIZE =
            Key.ofInt("group.max.size", Integer.MAX_VALUE, 1, Integer.MAX_VALUE, "The most members of one group.");
    /** Kafka's offset.metadata.max.bytes. */
    public static final Key<Integer> OFFSET_METADATA_MAX_BYTES = Key.ofInt(
            "offset.metadata.max.bytes", 4_096, 0, 1 << 20, "The longest text stored with a committed offset.");
    /** Kafka's producer.id.expiration.ms. */
    public static final Key<Integer> PRODUCER_EXPIRATION_MS = Key.ofInt(
            "producer.id.expiration.ms",
            86_400_000,
            1_000,
            Integer.MAX_VALUE,
            "An idempotent producer that was idle for so long is forgotten.");
    /** Kafka's transaction.state.log.num.partitions, but 1 is enough for one node. */
    public static final Key<Integer> TRANSACTION_PARTITIONS = Key.ofInt(
            "transaction.state.log.num.partitions",
            1,
            1,
            1_000,
            "Partitions of __transaction_state when the first transaction makes it.");
    /** Kafka's transaction.max.timeout.ms. */
    public static final Key<Integer> TRANSACTION_MAX_TIMEOUT_MS = Key.ofInt(
            "transaction.max.timeout.ms",
            900_000,
            1,
            Integer.MAX_VALUE,
            "The longest timeout that a transactional producer may ask for.");
    /** Kafka's transactional.id.expiration.ms. */
    public static final Key<Long> TRANSACTIONAL_ID_EXPIRATION_MS = Key.ofLong(
            "transactional.id.expiration.ms",
            604_800_000L,
            1L,
            Long.MAX_VALUE,
            "A transactional id that nobody used for so long is forgotten.");
    /** Kafka's, but a second: to look costs nothing here. */
    public static final Key<Long> TRANSACTION_CHECK_INTERVAL_MS = Key.ofLong(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
            1_000L,
            1L,
            3_600_000L,
            "How often open transactions are held against their timeouts.");
    /** Ours. */
    public static final Key<String> DURABILITY = Key.ofChoice(
            "durability",
            "sync",
            List.of("sync", "os"),
            "What stands behind an acknowledgement: sync, the record is on disk; os, it is in the page cache.");
    /** Kafka's log.segment.bytes. */
    public static final Key<Integer> SEGMENT_BYTES = Key.ofInt(
            "log.segment.bytes", 1 << 30, 64 << 10, Integer.MAX_VALUE, "A new segment file is begun at this size.");
    /** Kafka's log.index.interval.bytes. */
    public static final Key<Integer> INDEX_INTERVAL_BYTES = Key.ofInt(
            "log.index.interval.bytes", 4_096, 64, 1 << 30, "One index entry for this many bytes of a segment.");
    /** Ours. */
    public static final Key<Integer> JOURNAL_FILE_BYTES =
            Key.ofInt("journal.file.bytes", 32 << 20, 64 << 10, 1 << 30, "Size of one file of the journal.");
    /** Ours. */
    public static final Key<Integer> JOURNAL_FILES =
            Key.ofInt("journal.files", 4, 2, 16, "The most files of the journal.");
    /** Ours. */
    public static final Key<Long> TAIL_BYTES = Key.ofLong(
            "tail.bytes",
            16L << 20,
            1L << 20,
            1L << 40,
            "Recent records that each loop keeps in memory for consumers.");

    /** All of them, in the order of the documentation. */
    public static final List<Key<?>> ALL = TopicKeys.with(List.of(
            NODE_ID,
            CLUSTER_ID,
            NUM_PARTITIONS,
            AUTO_CREATE_TOPICS,
            MESSAGE_MAX_BYTES,
            TIMESTAMP_AFTER_MAX_MS,
            FETCH_MAX_BYTES,
            FETCH_SESSIONS,
            REQUEST_MAX_BYTES,
            QUEUED_MAX_BYTES,
            MAX_IDLE_MS,
            ADVERTISED_LISTENERS,
            MAX_CONNECTIONS,
            MAX_CONNECTIONS_PER_IP,
            OFFSETS_PARTITIONS,
            INITIAL_REBALANCE_DELAY_MS,
            MIN_SESSION_TIMEOUT_MS,
            MAX_SESSION_TIMEOUT_MS,
            GROUP_MAX_SIZE,
            OFFSET_METADATA_MAX_BYTES,
            GroupKeys.OFFSETS_RETENTION_MINUTES,
            GroupKeys.OFFSETS_RETENTION_CHECK_MS,
            GroupKeys.SESSION_TIMEOUT_MS,
            GroupKeys.MIN_SESSION_TIMEOUT_MS,
            GroupKeys.MAX_SESSION_TIMEOUT_MS,
            GroupKeys.HEARTBEAT_INTERVAL_MS,
            GroupKeys.MIN_HEARTBEAT_INTERVAL_MS,
            GroupKeys.MAX_HEARTBEAT_INTERVAL_MS,
            GroupKeys.MAX_SIZE,
            GroupKeys.ASSIGNORS,
            GroupKeys.MIGRATION_POLICY,
            PRODUCER_EXPIRATION_MS,
            TRANSACTION_PARTITIONS,
            TRANSACTION_MAX_TIMEOUT_MS,
            TRANSACTIONAL_ID_EXPIRATION_MS,
            TRANSACTION_CHECK_INTERVAL_MS,
            DURABILITY,
            SEGMENT_BYTES,
            INDEX_INTERVAL_BYTES,
            JOURNAL_FILE_BYTES,
            JOURNAL_FILES,
            TAIL_BYTES,
            LogKeys.RETENTION_CHECK_MS,
            LogKeys.CLEANER,
            LogKeys.CLEANER_BACKOFF_MS,
            LogKeys.CLEANER_MAP_BYTES,
            LogKeys.CLEANER_BYTES_PER_SECOND));

    private BrokerKeys() {}

    private static Optional<Endpoint> advertised(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String address = text.startsWith(PLAINTEXT) ? text.substring(PLAINTEXT.length()) : text;
        Endpoint endpoint = Endpoint.parse(address);
        if (endpoint.inProcess() || NOT_REACHABLE.contains(endpoint.host()) || !address.matches("[^,/]+")) {
            throw new IllegalArgumentException(text);
        }
        return Optional.of(endpoint);
    }
}
