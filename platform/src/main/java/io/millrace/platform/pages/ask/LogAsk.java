package io.millrace.platform.pages.ask;

import io.millrace.base.Settings;
import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityConfig;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the log by a client of its own, which is there only while somebody looks: it is opened by the first question and
 * closed when none came for a while. <i>Any thread;</i> its lock guards the client.
 */
public final class LogAsk implements AutoCloseable {
    private static final long IDLE_NANOS = 30_000_000_000L;
    private static final int API_TIMEOUT_MS = 5_000;

    private final ClientConfig config;
    private @Nullable ClientThread client;
    private long usedNanos;
    private boolean closed;

    /** Opens nothing yet; throws IllegalArgumentException when these are no servers. */
    public LogAsk(String bootstrapServers) {
        this(bootstrapServers, SecurityConfig.PLAINTEXT);
    }

    /** As above, over connections that are secured so. */
    public LogAsk(String bootstrapServers, SecurityConfig security) {
        Settings settings = Settings.of(
                Map.of(
                        ClientKeys.BOOTSTRAP_SERVERS.name(),
                        bootstrapServers,
                        ClientKeys.CLIENT_ID.name(),
                        "millrace-pages",
                        ClientKeys.DEFAULT_API_TIMEOUT_MS.name(),
                        Integer.toString(API_TIMEOUT_MS)),
                List.of(ClientKeys.BOOTSTRAP_SERVERS, ClientKeys.CLIENT_ID, ClientKeys.DEFAULT_API_TIMEOUT_MS));
        config = ClientConfig.from(settings).with(security);
    }

    /** All topics. */
    public CompletableFuture<List<TopicInfo>> topics() {
        return client().ask((log, answer) -> log.admin().listTopics(answer));
    }

    /** Offsets of these partitions by {@link Admin#EARLIEST} or {@link Admin#LATEST}. */
    public CompletableFuture<Map<TopicPartition, Long>> offsets(List<TopicPartition> partitions, long spec) {
        if (partitions.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Map<TopicPartition, Long> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        return client().<Map<TopicPartition, Admin.FoundOffset>>ask(
                        (log, answer) -> log.admin().listOffsets(specs, answer))
                .thenApply(found -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    found.forEach((partition, at) -> offsets.put(partition, at.offset()));
                    return offsets;
                });
    }

    /** What the group committed. */
    public CompletableFuture<Map<TopicPartition, Long>> committed(String group) {
        return client().<Map<TopicPartition, Offset>>ask(
                        (log, answer) -> log.admin().groupOffsets(group, answer))
                .thenApply(found -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    found.forEach((partition, at) -> offsets.put(partition, at.offset()));
                    return offsets;
                });
    }

    /** The topic's configs. */
    public CompletableFuture<Map<String, String>> configs(String topic) {
        return client().<Map<String, Map<String, String>>>ask(
                        (log, answer) -> log.admin().describeConfigs(List.of(topic), answer))
                .thenApply(all -> all.getOrDefault(topic, Map.of()));
    }

    /** The latest records of a topic between these offsets. */
    CompletableFuture<List<Taken>> latest(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, int most) {
        CompletableFuture<List<Taken>> future = new CompletableFuture<>();
        ClientThread thread = client();
        thread.run(log -> {
            try {
                new LatestRecords(thread.loop(), log, starts, ends, most, future).begin();
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /** Closes the client when it was not used for a while; true when there is none now. */
    public boolean closeWhenIdle() {
        return close(thread -> System.nanoTime() - usedNanos > IDLE_NANOS);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        close(thread -> true);
    }

    private boolean close(java.util.function.Predicate<ClientThread> when) {
        ClientThread ended;
        synchronized (this) {
            ended = client;
            if (ended != null && !when.test(ended)) {
                return false;
            }
            client = null;
        }
        if (ended != null) {
            // Not under the lock: it waits for what was asked.
            ended.close();
        }
        return true;
    }

    private synchronized ClientThread client() {
        if (closed) {
            throw new IllegalStateException("the page is closed");
        }
        usedNanos = System.nanoTime();
        ClientThread made = client;
        if (made == null) {
            made = ClientThread.start("millrace-pages", config);
            client = made;
        }
        return made;
    }

    /** For tests: whether a client is open. */
    public synchronized boolean open() {
        return client != null;
    }
}
