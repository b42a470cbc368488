package io.millrace.client.config;

import io.millrace.base.Key;
import java.util.ArrayList;
import java.util.List;

/** Every key of the client, once. Names, defaults and meanings are Apache Kafka's unless the text says otherwise. */
public final class ClientKeys {
    private static final int MAX = Integer.MAX_VALUE;

    /** Where to begin. */
    public static final Key<String> BOOTSTRAP_SERVERS = Key.ofString(
            "bootstrap.servers",
            "",
            "Nodes to begin with, HOST:PORT[,HOST:PORT...], or inprocess:ID for a log in this JVM.");
    /** Who asks. */
    public static final Key<String> CLIENT_ID = Key.ofString("client.id", "", "Name that the node's log shows.");
    /** One request's patience. */
    public static final Key<Integer> REQUEST_TIMEOUT_MS = Key.ofInt(
            "request.timeout.ms", 30_000, 1, MAX, "A request without a response for so long drops its connection.");
    /** A call's patience, retries included. */
    public static final Key<Integer> DEFAULT_API_TIMEOUT_MS = Key.ofInt(
            "default.api.timeout.ms",
            60_000,
            1,
            MAX,
            "A call that was not answered for so long, retries included, fails.");
    /** First pause. */
    public static final Key<Integer> RETRY_BACKOFF_MS = Key.ofInt(
            "retry.backoff.ms", 100, 0, 60_000, "Pause before the first retry; doubles with each, with jitter.");
    /** Longest pause. */
    public static final Key<Integer> RETRY_BACKOFF_MAX_MS =
            Key.ofInt("retry.backoff.max.ms", 1_000, 0, 600_000, "Longest pause before a retry.");
    /** First pause between connections. */
    public static final Key<Integer> RECONNECT_BACKOFF_MS = Key.ofInt(
            "reconnect.backoff.ms",
            50,
            0,
            60_000,
            "Pause before connecting to a node again; doubles with each failure.");
    /** Longest pause between connections. */
    public static final Key<Integer> RECONNECT_BACKOFF_MAX_MS = Key.ofInt(
            "reconnect.backoff.max.ms", 1_000, 0, 600_000, "Longest pause before connecting to a node again.");
    /** Age of metadata. */
    public static final Key<Integer> METADATA_MAX_AGE_MS =
            Key.ofInt("metadata.max.age.ms", 300_000, 100, MAX, "Metadata is asked for again after so long.");
    /** Auto-creation. */
    public static final Key<Boolean> ALLOW_AUTO_CREATE_TOPICS = Key.ofBoolean(
            "allow.auto.create.topics", true, "Whether asking for a topic that is missing may create it on the node.");

    /** Acknowledgement. */
    public static final Key<String> ACKS = Key.ofChoice(
            "acks", "all", List.of("all", "-1", "1", "0"), "When an append counts as done; idempotence needs all.");
    /** Idempotence. */
    public static final Key<Boolean> ENABLE_IDEMPOTENCE = Key.ofBoolean(
            "enable.idempotence",
            true,
            "Whether retried batches are told apart from new ones; off when acks is not all.");
    /** Linger. */
    public static final Key<Integer> LINGER_MS =
            Key.ofInt("linger.ms", 5, 0, 600_000, "How long a batch that is not full waits for more records.");
    /** Batch size. */
    public static final Key<Integer> BATCH_SIZE =
            Key.ofInt("batch.size", 16_384, 0, 16 << 20, "Bytes at which a batch of one partition is closed.");
    /** Buffer memory. */
    public static final Key<Long> BUFFER_MEMORY = Key.ofLong(
            "buffer.memory",
            32L << 20,
            1 << 16,
            Long.MAX_VALUE,
            "Bytes of batches not yet acknowledged; appends are refused beyond.");
    /** Compression. */
    public static final Key<String> COMPRESSION_TYPE = Key.ofChoice(
            "compression.type",
            "none",
            List.of("none", "gzip", "snappy", "lz4", "zstd"),
            "How batches are compressed.");
    /** Largest request. */
    public static final Key<Integer> MAX_REQUEST_SIZE = Key.ofInt(
            "max.request.size", 1 << 20, 1 << 10, 100 << 20, "Largest record, and largest produce request, in bytes.");
    /** Delivery. */
    public static final Key<Integer> DELIVERY_TIMEOUT_MS =
            Key.ofInt("delivery.timeout.ms", 120_000, 1, MAX, "An append that is not acknowledged for so long fails.");
    /** Pipeline. */
    public static final Key<Integer> MAX_IN_FLIGHT =
            Key.ofInt("max.in.flight.requests.per.connection", 5, 1, 5, "Produce requests on the way to one node.");

    /** Tries. */
    public static final Key<Integer> RETRIES = Key.ofInt(
            "retries",
            MAX,
            0,
            MAX,
            "Times that a batch is sent again before it fails; delivery.timeout.ms is the better bound.");
    /** Transactions. */
    public static final Key<String> TRANSACTIONAL_ID = Key.ofString(
            "transactional.id",
            "",
            "Name under which a producer's transactions are kept; a newer one fences an older.");
    /** Their time. */
    public static final Key<Integer> TRANSACTION_TIMEOUT_MS = Key.ofInt(
            "transaction.timeout.ms", 60_000, 1, MAX, "A transaction that is open for so long is aborted by the log.");

    /** Smallest answer. */
    public static final Key<Integer> FETCH_MIN_BYTES =
            Key.ofInt("fetch.min.bytes", 1, 0, MAX, "A fetch is answered when so many bytes are there.");
    /** Long poll. */
    public static final Key<Integer> FETCH_MAX_WAIT_MS =
            Key.ofInt("fetch.max.wait.ms", 500, 0, MAX, "A fetch is answered after so long, whatever is there.");
    /** Prefetch. */
    public static final Key<Integer> FETCH_MAX_BYTES = Key.ofInt(
            "fetch.max.bytes", 50 << 20, 1, MAX, "Bytes fetched ahead, including what the caller has not closed yet.");
    /** A partition's share. */
    public static final Key<Integer> MAX_PARTITION_FETCH_BYTES =
            Key.ofInt("max.partition.fetch.bytes", 1 << 20, 1, MAX, "Bytes of one partition in one fetch.");

    /** Isolation. */
    public static final Key<String> ISOLATION_LEVEL = Key.ofChoice(
            "isolation.level",
            "read_uncommitted",
            List.of("read_uncommitted", "read_committed"),
            "Whether records of open and aborted transactions are given out as well.");
    /** Place. */
    public static final Key<String> CLIENT_RACK =
            Key.ofString("client.rack", "", "Where the client stands, for nodes and assignors that mind it.");
    /** Group. */
    public static final Key<String> GROUP_ID = Key.ofString("group.id", "", "The group to be a member of.");
    /** Static membership. */
    public static final Key<String> GROUP_INSTANCE_ID = Key.ofString(
            "group.instance.id", "", "Name under which a member returns after a restart without a rebalance.");
    /** Session. */
    public static final Key<Integer> SESSION_TIMEOUT_MS = Key.ofInt(
            "session.timeout.ms", 45_000, 1, MAX, "A member that is not heard of for so long loses its partitions.");
    /** Heartbeat. */
    public static final Key<Integer> HEARTBEAT_INTERVAL_MS =
            Key.ofInt("heartbeat.interval.ms", 3_000, 1, MAX, "Time between heartbeats.");
    /** Rebalance. */
    public static final Key<Integer> MAX_POLL_INTERVAL_MS = Key.ofInt(
            "max.poll.interval.ms",
            300_000,
            1,
            MAX,
            "How long a rebalance waits for a member to give up its partitions.");

    /** All of them. */
    public static final List<Key<?>> ALL = with(
            SecurityKeys.ALL,
            BOOTSTRAP_SERVERS,
            CLIENT_ID,
            REQUEST_TIMEOUT_MS,
            DEFAULT_API_TIMEOUT_MS,
            RETRY_BACKOFF_MS,
            RETRY_BACKOFF_MAX_MS,
            RECONNECT_BACKOFF_MS,
            RECONNECT_BACKOFF_MAX_MS,
            METADATA_MAX_AGE_MS,
            ALLOW_AUTO_CREATE_TOPICS,
            ACKS,
            ENABLE_IDEMPOTENCE,
            LINGER_MS,
            BATCH_SIZE,
            BUFFER_MEMORY,
            COMPRESSION_TYPE,
            MAX_REQUEST_SIZE,
            DELIVERY_TIMEOUT_MS,
            MAX_IN_FLIGHT,
            RETRIES,
            TRANSACTIONAL_ID,
            TRANSACTION_TIMEOUT_MS,
            FETCH_MIN_BYTES,
            FETCH_MAX_WAIT_MS,
            FETCH_MAX_BYTES,
            MAX_PARTITION_FETCH_BYTES,
            ISOLATION_LEVEL,
            CLIENT_RACK,
            GROUP_ID,
            GROUP_INSTANCE_ID,
            SESSION_TIMEOUT_MS,
            HEARTBEAT_INTERVAL_MS,
            MAX_POLL_INTERVAL_MS);

    private ClientKeys() {}

    private static List<Key<?>> with(List<Key<?>> others, Key<?>... own) {
        List<Key<?>> all = new ArrayList<>(List.of(own));
        all.addAll(others);
        return List.copyOf(all);
    }
}
