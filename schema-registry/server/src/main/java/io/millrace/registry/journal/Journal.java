package io.millrace.registry.journal;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.wire.record.CorruptBatch;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic that keeps the schemas: reads it into the state and goes on reading, appends to it, and takes part in the
 * choice of who may. Its own thread turns the client; methods may be called by any thread.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int SESSION_MS = 6_000;
    private static final int HEARTBEAT_MS = 2_000;
    private static final int REBALANCE_MS = 30_000;
    private static final int LARGEST_REQUEST = 32 << 20;
    private static final long FAREWELL_MS = 2_000;

    private final JournalConfig config;
    private final TopicPartition partition;
    private final Fold fold;
    private final ClientThread thread;
    private final TopicSetup setup;
    private final AppendConfig appends;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final RecordWalk walk = new RecordWalk();
    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private volatile @Nullable Leadership leadership;
    private @Nullable Fetcher fetcher;
    private @Nullable Appender appender;
    private @Nullable Runnable whenIdle;
    private volatile long applied;
    private volatile String clusterId = "";
    private final Freshness freshness;
    private long firstEnd;

    private Journal(JournalConfig config, State state) {
        this.config = config;
        this.partition = new TopicPartition(config.topic(), 0);
        this.fold = new Fold(state);
        this.appends = AppendConfig.from(Settings.of(
                Map.of(
                        ClientKeys.LINGER_MS.name(), "0",
                        ClientKeys.BATCH_SIZE.name(), Integer.toString(1 << 20),
                        ClientKeys.MAX_REQUEST_SIZE.name(), Integer.toString(LARGEST_REQUEST),
                        ClientKeys.DELIVERY_TIMEOUT_MS.name(), Integer.toString(config.timeoutMs())),
                ClientKeys.ALL));
        this.thread = ClientThread.start(
                "millrace-registry",
                ClientConfig.from(Settings.of(
                                Map.of(
                                        ClientKeys.BOOTSTRAP_SERVERS.name(), config.bootstrapServers(),
                                        ClientKeys.CLIENT_ID.name(), "millrace-registry",
                                        ClientKeys.ALLOW_AUTO_CREATE_TOPICS.name(), "false"),
                                ClientKeys.ALL))
                        .with(config.security()));
        this.setup = new TopicSetup(thread, config.topic(), config.replicationFactor());
        this.freshness = new Freshness(() -> setup.offset(Admin.LATEST));
    }

    /**
     * Opens the topic, made when it is missing, and reads it to its end; joins the group meanwhile.
     *
     * @throws IllegalStateException that says what is wrong with the topic, or that the log does not answer
     */
    public static Journal open(JournalConfig config, State state) {
        Journal journal = new Journal(config, state);
        try {
            journal.start();
            return journal;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** Where writes have to go; waits until the group has told. */
    CompletableFuture<Leadership.Leader> leader() {
        Leadership told = leadership;
        return told == null ? CompletableFuture.failedFuture(new IllegalStateException("not joined")) : told.leader();
    }

    /** The other registry that leads, or null when this one does or nobody; completes when the group has told. */
    public CompletableFuture<@Nullable Identity> otherLeader() {
        return leader().thenApply(now -> now.mine() ? null : now.identity());
    }

    /**
     * Appends records as the leader of that generation; completes when they are read back and applied: with false when
     * they do not lie at the expected offset, so that a record of somebody else came between and the next decision must
     * not trust what it sees before a barrier.
     */
    CompletableFuture<Boolean> write(List<TopicRecord> records, int generation, long expected) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        thread.run(client -> {
            Leadership lead = leadership;
            if (lead == null || !lead.leadsIn(generation)) {
                done.completeExceptionally(new LeadGone());
                return;
            }
            Throwable blind = fetcher == null ? null : fetcher.failure();
            if (blind != null) {
                // What cannot be read back is not done: better not begun.
                done.completeExceptionally(blind);
                return;
            }
            append(client, records, new Write(done, expected, records.size()));
        });
        return done;
    }

    /** The offset after the last record that is applied. */
    public long position() {
        return applied;
    }

    /** Records of the topic that could not be read, and were skipped. */
    public int skipped() {
        return fold.skipped();
    }

    /** Whether this registry is known to lead: then what it has applied is all that was acknowledged. */
    public boolean leads() {
        Leadership told = leadership;
        if (told == null) {
            return false;
        }
        Leadership.Leader now = told.now();
        return now != null && now.mine();
    }

    /** Completes when all is applied that was in the topic when this was called. */
    public CompletableFuture<Void> catchUp() {
        return freshness.now();
    }

    /** The log's cluster id; empty while it is not known. */
    public String clusterId() {
        return clusterId;
    }

    /** What is wrong with records of the topic. */
    public List<Problem> problems() {
        return fold.problems();
    }

    /** Leaves the group, so that another leads at once, and closes the client. */
    @Override
    public void close() {
        Leadership joined = leadership;
        if (joined != null) {
            try {
                thread.tell((client, done) -> joined.leave(done)).get(FAREWELL_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("left the group without a farewell: {}", e.getMessage());
            }
        }
        thread.close();
    }

    private void start() {
        CompletableFuture<Void> joined = thread.tell((client, done) -> {
            join(client);
            done.done(null);
        });
        CompletableFuture<Void> ready = joined.thenCompose(nothing -> setup.ready())
                .thenCompose(extent -> {
                    thread.loop().execute(() -> read(extent));
                    return caughtUp;
                });
        try {
            ready.get(config.initTimeoutMs(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "topic " + config.topic() + " could not be read to its end within " + config.initTimeoutMs()
                            + " ms from " + config.bootstrapServers(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading topic " + config.topic(), e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? "the topic cannot be read" : cause.getMessage();
    }

    private void join(LogClient client) {
        Identity own = config.identity();
        boolean inProcess = Endpoint.parseList(config.bootstrapServers()).get(0).inProcess();
        // A log of this process has known us before: under a fixed name we return after a crash without waiting for the
        // session of the one that died.
        String instance = inProcess ? "millrace-registry-" + own.host() + "-" + own.port() : null;
        Leadership joining = new Leadership(
                client,
                thread.loop(),
                new GroupConfig(config.groupId(), instance, SESSION_MS, HEARTBEAT_MS, REBALANCE_MS),
                own,
                this::whenIdle);
        leadership = joining;
        joining.join();
    }

    private void read(TopicSetup.Extent extent) {
        Fetcher opened = thread.client().fetcher(FetchConfig.defaults());
        fetcher = opened;
        applied = extent.start();
        freshness.applied(applied);
        firstEnd = extent.end();
        opened.onArrival(this::pump);
        opened.onOutOfRange((where, position) -> startAnew(opened, position));
        opened.add(partition, applied);
        tellCaughtUp();
        // Nothing waits for it.
        thread.client().admin().cluster().id((known, failure) -> clusterId = known == null ? "" : known.orElse(""));
    }

    /** The log lost what we stood on, as when the topic was made anew. What was read stays valid for who asks. */
    private void startAnew(Fetcher opened, long position) {
        LOG.error("topic {} ends or begins elsewhere than at offset {}: was it made anew?", config.topic(), position);
        setup.offset(Admin.EARLIEST)
                .thenAccept(start -> thread.loop().execute(() -> {
                    if (!opened.isClosed()) {
                        applied = start;
                        opened.seek(partition, start);
                    }
                }));
    }

    private void pump() {
        Fetcher from = fetcher;
        if (from == null) {
            return;
        }
        for (Fetched slice = from.poll(); slice != null; slice = from.poll()) {
            try (Fetched open = slice) {
                walk.over(open);
                while (walk.next()) {
                    fold.apply(
                            walk.record().offset(),
                            walk.record().timestamp(),
                            walk.record().key(),
                            walk.record().value());
                }
            } catch (CorruptBatch e) {
                LOG.error("topic {} up to offset {}: {}; skipped", config.topic(), slice.nextOffset(), e.getMessage());
            }
            applied = slice.nextOffset();
        }
        freshness.applied(applied);
        tellCaughtUp();
        tellApplied();
    }

    private void tellCaughtUp() {
        if (applied >= firstEnd) {
            caughtUp.complete(null);
        }
    }

    private void append(LogClient client, List<TopicRecord> records, Write write) {
        Appender to = appender;
        if (to == null || to.failure() != null) {
            if (to != null) {
                to.close();
            }
            to = client.appender(appends);
            appender = to;
        }
        writes.add(write);
        long now = thread.loop().clock().wallMs();
        try {
            for (TopicRecord each : records) {
                boolean taken = to.append(config.topic(), 0, now, each.key(), each.value(), null, (offset, failure) -> {
                    write.acknowledged(offset, failure);
                    tellApplied();
                });
                Check.that(taken, "one write at a time never fills the buffer");
            }
        } catch (RuntimeException e) {
            write.failed(e);
            tellApplied();
        }
        to.flush(failure -> {});
    }

    /** Ends the writes that are applied or have failed. */
    private void tellApplied() {
        while (!writes.isEmpty() && writes.peek().ended(applied)) {
            writes.poll();
        }
        Runnable waiting = whenIdle;
        if (writes.isEmpty() && waiting != null) {
            whenIdle = null;
            waiting.run();
        }
    }

    private void whenIdle(Runnable task) {
        if (writes.isEmpty()) {
            task.run();
        } else {
            whenIdle = task;
        }
    }

    /** Nothing was appended: the lead was given up between decision and write. */
    static final class LeadGone extends RuntimeException {
        private LeadGone() {
            super("the registries choose their leader anew", null, false, false);
        }
    }

    /** Records on their way into the topic and back. */
    private static final class Write {
        private final CompletableFuture<Boolean> done;
        private final long expected;
        private int unacknowledged;
        private long first = Long.MAX_VALUE;
        private long last = -1;
        private boolean unknown;
        private @Nullable Throwable failure;

        private Write(CompletableFuture<Boolean> done, long expected, int records) {
            this.done = done;
            this.expected = expected;
            this.unacknowledged = records;
        }

        void acknowledged(long offset, @Nullable Throwable why) {
            unacknowledged--;
            if (why != null) {
                failure = why;
            } else if (offset < 0) {
                // Acknowledged as a repetition: it is there, but not known where.
                unknown = true;
            } else {
                first = Math.min(first, offset);
                last = Math.max(last, offset);
            }
        }

        void failed(Throwable why) {
            failure = why;
            unacknowledged = 0;
        }

        /** Ends it when it can be; whether it is ended. */
        boolean ended(long applied) {
            Throwable why = failure;
            if (why != null && unacknowledged <= 0) {
                done.completeExceptionally(why);
                return true;
            }
            if (unacknowledged > 0 || last >= applied) {
                return false;
            }
            done.complete(!unknown && first == expected);
            return true;
        }
    }
}
