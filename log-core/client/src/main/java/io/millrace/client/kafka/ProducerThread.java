package io.millrace.client.kafka;

import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.call.Alarm;
import io.millrace.client.call.Done;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.Appender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's half of a producer: takes staged batches to the appender, and their ends to who listens. Everything private
 * here runs on the client's thread; the rest is for <i>any thread.</i>
 */
final class ProducerThread implements StagedBatch.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogProducer.class);
    private static final long HELD_BACK_NANOS = 1_000_000;

    private final ProducerSettings settings;
    private final ProducerMetrics metrics;
    private final Interceptors<?, ?> interceptors;
    private final TopicViews topics = new TopicViews();
    private final Staging staging;
    private final ClientThread thread;
    private volatile Appender appender;
    private final Alarm alarm;
    private boolean drainDue;

    ProducerThread(ProducerSettings settings, ProducerMetrics metrics, Interceptors<?, ?> interceptors) {
        this.settings = settings;
        this.metrics = metrics;
        this.interceptors = interceptors;
        this.thread = ClientThread.start("millrace-producer-" + settings.clientId, settings.client);
        this.staging = new Staging(settings, this, this::wake);
        this.alarm = new Alarm(thread.loop(), this::drain);
        this.appender = thread.<Appender>ask((client, answer) -> {
                    client.metadata().onUpdate(() -> topics.update(client.metadata()));
                    answer.done(client.appender(settings.append), null);
                })
                .join();
    }

    Staging staging() {
        return staging;
    }

    TopicViews topics() {
        return topics;
    }

    Appender appender() {
        return appender;
    }

    /** Whether the calling thread is the one that callbacks run on. */
    boolean isCurrent() {
        return thread.loop().inLoop();
    }

    /** Asks for the topic; again, if it is known already. */
    CompletableFuture<TopicInfo> topic(String name) {
        boolean known = topics.get(name) != null;
        return thread.ask((client, answer) -> {
            BiConsumer<java.util.@Nullable Map<String, TopicInfo>, @Nullable Throwable> heard = (found, failure) -> {
                TopicInfo topic = found == null ? null : found.get(name);
                if (topic != null) {
                    topics.heard(topic, client.metadata());
                }
                answer.done(topic, topic == null && failure == null ? LogProducer.unknown(name) : failure);
            };
            if (known) {
                client.metadata().refresh(List.of(name), heard::accept);
            } else {
                client.metadata().topics(List.of(name), heard::accept);
            }
        });
    }

    /** Runs on the loop, after all that was staged has gone to the appender. */
    CompletableFuture<Void> afterStaged(BiConsumer<Appender, Done> work) {
        return thread.tell((client, done) -> {
            hand(true);
            work.accept(appender, done);
        });
    }

    /** Ends the thread; what is not acknowledged fails. */
    @Override
    public void close() {
        thread.run(client -> {
            hand(true);
            client.close();
        });
        thread.close();
    }

    @Override
    public void ended(SendFuture record, RecordMetadata metadata, @Nullable Exception failure) {
        if (record.headers != null) {
            interceptors.onAcknowledgement(metadata, failure, record.headers);
        }
        if (record.callback != null) {
            try {
                record.callback.onCompletion(metadata, failure);
            } catch (RuntimeException e) {
                LOG.error("the callback of a record to {}-{} failed", metadata.topic(), metadata.partition(), e);
            }
        }
    }

    @Override
    public void ended(StagedBatch batch, StagedBatch.Part part) {
        metrics.ended(batch, part);
        if (batch.isDone()) {
            staging.release(batch);
            drainSoon();
        }
    }

    /** Under the staging's lock. */
    private void wake() {
        thread.loop().execute(this::drain);
    }

    private void drainSoon() {
        if (!drainDue) {
            drainDue = true;
            thread.loop().execute(this::drain);
        }
    }

    private void drain() {
        drainDue = false;
        hand(false);
        long ripe = staging.ripeNanos();
        if (ripe >= 0) {
            // One that is ripe already waits for those before it; their end looks again too.
            alarm.at(Math.max(ripe, System.nanoTime() + HELD_BACK_NANOS));
        }
    }

    private void hand(boolean all) {
        long now = System.nanoTime();
        Appender to = usable();
        List<StagedBatch> taken =
                staging.take(now, all, partition -> to.topic(partition.topic()).isBackedUp(partition.partition()));
        for (StagedBatch batch : taken) {
            metrics.handed(batch, now);
            try {
                to.hand(batch.partition().topic(), batch.partition().partition(), batch.writer, batch);
            } catch (RuntimeException e) {
                // The appender refuses for a failure of its own, which is then the records' too.
                batch.fail(e);
            }
        }
    }

    /** An idempotent appender that has come to the end of its id is followed by a new one. */
    private Appender usable() {
        Appender current = appender;
        Throwable failure = current.failure();
        boolean mayBeginAnew = settings.transactionalId == null && !current.isClosed();
        if (failure != null && mayBeginAnew && !(failure instanceof AuthorizationException)) {
            LOG.warn("A new producer id is asked for, since the old one can go on no more: {}", failure.getMessage());
            current.close();
            LogClient client = thread.client();
            current = client.appender(settings.append);
            appender = current;
        }
        return current;
    }

    /** How long an end is waited for. */
    static long millis(Duration duration) {
        return duration.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : duration.toMillis();
    }
}
