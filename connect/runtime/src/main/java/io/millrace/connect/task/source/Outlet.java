package io.millrace.connect.task.source;

import io.millrace.base.Loop;
import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.produce.AppendCallback;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.flow.Stage;
import io.millrace.connect.task.flow.StageFailure;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a source task's chunks in order, and writes the source's offsets once every record up to them is acknowledged:
 * chunk by chunk, so that nothing is kept per record. <i>Loop-owned,</i> but for {@link #hand} and what it tells back
 * through {@link Handover}.
 */
final class Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

    private final String connector;
    private final ClientThread client;
    private final AppendConfig config;
    private final OffsetStore store;
    private final boolean tolerant;
    private final int flushIntervalMs;
    private final Handover handover;

    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private final ArrayDeque<Ack> onTheWay = new ArrayDeque<>();
    private final Map<Map<String, ?>, Map<String, ?>> reached = new HashMap<>();
    private @Nullable Appender appender;
    private @Nullable TopicAppender topic;
    private @Nullable Ack filling;
    private int next;
    private boolean failed;
    private boolean writing;
    private Loop.@Nullable Timer timer;
    private @Nullable CompletableFuture<Void> finishing;
    private boolean flushed;

    Outlet(
            String connector,
            ClientThread client,
            AppendConfig config,
            OffsetStore store,
            boolean tolerant,
            int flushIntervalMs,
            Handover handover) {
        this.connector = connector;
        this.client = client;
        this.config = config;
        this.store = store;
        this.tolerant = tolerant;
        this.flushIntervalMs = flushIntervalMs;
        this.handover = handover;
    }

    /** Takes a chunk over from the task's thread, which waits while too many are still to be appended. */
    void hand(Chunk chunk) throws InterruptedException {
        handover.enter();
        client.run(log -> take(log, chunk));
    }

    /** Begins to write offsets at intervals. Any thread. */
    void start() {
        client.run(log -> schedule());
    }

    /** Waits for what was handed, writes the offsets, and ends; what failed before is not waited for. Any thread. */
    CompletableFuture<Void> finish() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        client.run(log -> {
            finishing = done;
            if (timer != null) {
                timer.cancel();
            }
            tryFinish();
        });
        return done;
    }

    /** Drops what is not done. Any thread. */
    void close() {
        client.run(log -> {
            failed = true;
            waiting.clear();
            if (timer != null) {
                timer.cancel();
            }
            if (appender != null) {
                appender.close();
            }
        });
    }

    private void take(LogClient log, Chunk chunk) {
        if (failed) {
            handover.leave();
            return;
        }
        if (appender == null) {
            appender = log.appender(config);
            appender.onRoom(this::pump);
        }
        waiting.add(chunk);
        pump();
    }

    private void pump() {
        Appender to = appender;
        while (to != null && !failed && !waiting.isEmpty()) {
            Chunk chunk = waiting.element();
            Ack ack = filling;
            if (ack == null) {
                ack = new Ack(chunk);
                filling = ack;
                onTheWay.add(ack);
            }
            if (!append(to, chunk, ack)) {
                return;
            }
            waiting.remove();
            filling = null;
            next = 0;
            ack.sealed = true;
            handover.leave();
        }
        settle();
        tryFinish();
    }

    /** False when there is no room yet. */
    private boolean append(Appender to, Chunk chunk, Ack ack) {
        for (; next < chunk.size; next++) {
            int at = next;
            try {
                if (!appendOne(to, chunk, at, ack)) {
                    return false;
                }
            } catch (RecordTooLargeException e) {
                ack.left--;
                refused(chunk.topics[at], e, ack, chunk, at);
            } catch (RuntimeException e) {
                fail(chunk.topics[at], e);
            }
            if (failed) {
                return false;
            }
        }
        return true;
    }

    private boolean appendOne(Appender to, Chunk chunk, int at, Ack ack) {
        TopicAppender topicAppender = topic(to, chunk.topics[at]);
        int partition = partition(topicAppender, chunk, at);
        AppendCallback done = chunk.records == null ? ack : new RecordAck(ack, chunk, at, partition);
        ack.left++;
        boolean taken = chunk.headers[at] == null
                ? topicAppender.append(partition, chunk.timestamps[at], chunk.keys[at], chunk.values[at], done)
                : to.append(
                        chunk.topics[at],
                        partition,
                        chunk.timestamps[at],
                        chunk.keys[at],
                        chunk.values[at],
                        chunk.headers[at],
                        done);
        if (!taken) {
            ack.left--;
        }
        return taken;
    }

    private TopicAppender topic(Appender to, String name) {
        TopicAppender last = topic;
        if (last == null || !last.name().equals(name)) {
            last = to.topic(name);
            topic = last;
        }
        return last;
    }

    /** As the record says; else the appender's choice, unless the task wants to be told the partition. */
    private static int partition(TopicAppender to, Chunk chunk, int at) {
        int told = chunk.partitions[at];
        int count = told >= 0 || chunk.records != null ? to.partitionCount() : -1;
        if (told >= 0 && count > 0 && told >= count) {
            throw new ConnectException("a record for partition " + told + " of " + to.name() + ", which has " + count);
        }
        if (told >= 0 || chunk.records == null || count <= 0) {
            return told;
        }
        byte[] key = chunk.keys[at];
        return key == null ? (at >>> 8) % count : BuiltInPartitioner.partitionForKey(key, count);
    }

    private void refused(String topicName, Throwable why, Ack ack, Chunk chunk, int at) {
        if (!tolerant) {
            fail(topicName, why);
            return;
        }
        handover.skipped(new StageFailure(Stage.KAFKA_PRODUCE, "", topicName, why));
        if (chunk.records != null) {
            handover.acked(new Acked(chunk.records[at], null));
        }
        ack.settled();
    }

    private void fail(String topicName, Throwable why) {
        if (!failed) {
            failed = true;
            handover.failed(new StageFailure(Stage.KAFKA_PRODUCE, "", topicName, why));
            tryFinish();
        }
    }

    /** What is acknowledged without a gap before it may be written. */
    private void settle() {
        for (Ack head = onTheWay.peek(); head != null && head.sealed && head.left == 0; head = onTheWay.peek()) {
            onTheWay.remove();
            reached.putAll(head.offsets);
        }
    }

    private void schedule() {
        timer = client.loop().schedule(flushIntervalMs, () -> {
            if (finishing == null) {
                write();
                schedule();
            }
        });
    }

    private void write() {
        if (writing) {
            return;
        }
        if (reached.isEmpty()) {
            handover.committed();
            return;
        }
        writing = true;
        Map<Map<String, ?>, @Nullable Map<String, ?>> offsets = new HashMap<>(reached);
        reached.clear();
        CompletableFuture<Void> written;
        try {
            written = store.write(connector, offsets);
        } catch (RuntimeException e) {
            written = CompletableFuture.failedFuture(e);
        }
        written.whenComplete((nothing, why) -> client.loop().run(() -> written(offsets, why)));
    }

    private void written(Map<Map<String, ?>, @Nullable Map<String, ?>> offsets, @Nullable Throwable why) {
        writing = false;
        if (why == null) {
            handover.committed();
        } else {
            // They are written with the next ones, unless those stand further on.
            LOG.warn("offsets of {} cannot be written yet: {}", connector, why.toString());
            offsets.forEach((source, offset) -> {
                if (offset != null) {
                    reached.putIfAbsent(source, offset);
                }
            });
            if (finishing != null) {
                finishing.completeExceptionally(why);
                return;
            }
        }
        tryFinish();
    }

    private void tryFinish() {
        CompletableFuture<Void> done = finishing;
        if (done == null || done.isDone() || !failed && !waiting.isEmpty() || writing) {
            return;
        }
        if (!flushed && appender != null) {
            flushed = true;
            appender.flush(failure -> {
                settle();
                lastWrite(done);
            });
        } else if (flushed || appender == null) {
            lastWrite(done);
        }
    }

    private void lastWrite(CompletableFuture<Void> done) {
        if (!onTheWay.isEmpty() && !failed && onTheWay.element().left > 0) {
            return;
        }
        if (reached.isEmpty() && !writing) {
            done.complete(null);
        } else {
            write();
        }
    }

    /** One chunk's acknowledgements. */
    private final class Ack implements AppendCallback {
        private final Map<Map<String, ?>, Map<String, ?>> offsets;
        /** Of its first record: most chunks have one topic only. */
        private final String topicName;

        private int left;
        private boolean sealed;

        Ack(Chunk chunk) {
            topicName = chunk.size == 0 ? "" : chunk.topics[0];
            offsets = chunk.reached();
        }

        @Override
        public void done(long offset, @Nullable Throwable failure) {
            left--;
            if (failure != null) {
                if (!tolerant || isFatal()) {
                    fail(topicName, failure);
                    left++;
                    return;
                }
                handover.skipped(new StageFailure(Stage.KAFKA_PRODUCE, "", topicName, failure));
            }
            settled();
        }

        void settled() {
            if (left == 0 && sealed) {
                settle();
                if (finishing != null) {
                    tryFinish();
                }
            }
        }

        private boolean isFatal() {
            return appender != null && appender.failure() != null;
        }
    }

    /** As {@link Ack}, for a task that wants to be told of this record. */
    private final class RecordAck implements AppendCallback {
        private final Ack ack;
        private final Chunk chunk;
        private final int at;
        private final int partition;

        RecordAck(Ack ack, Chunk chunk, int at, int partition) {
            this.ack = ack;
            this.chunk = chunk;
            this.at = at;
            this.partition = partition;
        }

        @Override
        public void done(long offset, @Nullable Throwable failure) {
            if (chunk.records != null && failure == null) {
                byte[] key = chunk.keys[at];
                byte[] value = chunk.values[at];
                handover.acked(new Acked(
                        chunk.records[at],
                        new RecordMetadata(
                                new TopicPartition(chunk.topics[at], partition),
                                offset,
                                0,
                                chunk.timestamps[at],
                                key == null ? -1 : key.length,
                                value == null ? -1 : value.length)));
            } else if (chunk.records != null && tolerant) {
                handover.acked(new Acked(chunk.records[at], null));
            }
            ack.done(offset, failure);
        }
    }
}
