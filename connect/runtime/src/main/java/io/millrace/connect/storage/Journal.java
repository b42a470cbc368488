package io.millrace.connect.storage;

import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Appends to the worker's topics in order, and tells when what was appended is durable. <i>Any thread.</i> */
public final class Journal {
    /** Records that may wait for room; beyond, a write fails. */
    private static final int MAX_WAITING = 100_000;

    private final ClientThread client;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Appender appender;

    /** Writes by this client. */
    public Journal(ClientThread client) {
        this.client = client;
    }

    /**
     * One record.
     *
     * @param value null for a tombstone
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Entry(byte[] key, byte @Nullable [] value) {}

    /** Completes, on the client's loop, when all are durable. */
    public CompletableFuture<Void> append(String topic, List<Entry> entries) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (entries.isEmpty()) {
            done.complete(null);
            return done;
        }
        Acks acks = new Acks(entries.size(), done);
        CompletableFuture<Void> handed = client.tell((c, told) -> {
            if (waiting.size() + entries.size() > MAX_WAITING) {
                throw new IllegalStateException(topic + " does not take records; " + waiting.size() + " wait for it");
            }
            long now = client.loop().clock().wallMs();
            entries.forEach(entry -> waiting.add(new Waiting(topic, entry, now, acks)));
            drain(c);
            told.done(null);
        });
        handed.whenComplete((nothing, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    private void drain(LogClient c) {
        Appender to = appender(c);
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            Acks acks = next.acks;
            try {
                if (!to.append(
                        next.topic,
                        TopicAppender.BY_KEY,
                        next.timestamp,
                        next.entry.key(),
                        next.entry.value(),
                        null,
                        (offset, failure) -> acks.one(failure))) {
                    return;
                }
            } catch (RuntimeException e) {
                acks.one(e);
            }
            waiting.remove();
        }
    }

    /** A failed appender goes on no more; what comes after its failure is for a new one. */
    private Appender appender(LogClient c) {
        Appender open = appender;
        if (open == null || open.failure() != null) {
            if (open != null) {
                open.close();
            }
            AppendConfig defaults = AppendConfig.defaults();
            open = c.appender(new AppendConfig(
                    (short) -1,
                    true,
                    0,
                    defaults.batchSizeBytes(),
                    defaults.bufferMemoryBytes(),
                    "none",
                    defaults.maxRequestBytes(),
                    defaults.deliveryTimeoutMs(),
                    defaults.maxInFlight()));
            open.onRoom(() -> drain(c));
            appender = open;
        }
        return open;
    }

    private record Waiting(String topic, Entry entry, long timestamp, Acks acks) {}

    /** Counts the acknowledgements of one write; on the loop. */
    private static final class Acks {
        private final CompletableFuture<Void> done;
        private int left;

        Acks(int left, CompletableFuture<Void> done) {
            this.left = left;
            this.done = done;
        }

        void one(@Nullable Throwable failure) {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (--left == 0) {
                done.complete(null);
            }
        }
    }
}
