package io.millrace.connect.task.sink;

import io.millrace.client.ClientThread;
import io.millrace.client.produce.AppendConfig;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.PluginMeters;
import io.millrace.connect.task.TaskDefaults;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.task.flow.Chain;
import io.millrace.connect.task.flow.Codec;
import io.millrace.connect.task.flow.ErrorPolicy;
import io.millrace.connect.task.flow.Retries;
import io.millrace.connect.task.flow.Stage;
import io.millrace.connect.task.flow.StageFailure;
import io.millrace.connect.task.flow.TaskThread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sink task: reads, converts, transforms, puts, commits. Owned by its thread. */
public final class SinkRun extends TaskThread {
    private static final Logger LOG = LoggerFactory.getLogger(SinkRun.class);
    private static final long IDLE_MS = 1_000;
    private static final long FIRST_RETRY_MS = 500;
    private static final long LONGEST_RETRY_MS = 30_000;
    private static final long LEAVE_MS = 2_000;

    private final Plugins plugins;
    private final TaskDefaults defaults;
    private final int maxRecords;
    private final ClassLoader loader;
    private final ErrorPolicy errors;
    private final Retries retries;
    private final PluginMeters meters;
    private final Inbox inbox = new Inbox();
    private final Inlet inlet;
    private final Reading reading;
    private final Commits commits;
    private final @Nullable DeadLetters letters;
    private @Nullable Codec codec;
    private @Nullable Chain<SinkRecord> chain;
    private @Nullable Filling filling;
    private @Nullable SinkContext context;
    private @Nullable SinkTask task;
    private List<SinkRecord> batch = new ArrayList<>();
    private boolean redelivering;
    private long retryAtNanos;
    private long retryMs = FIRST_RETRY_MS;
    private long commitAtNanos;

    /** Not yet launched. */
    public SinkRun(
            TaskSpec spec,
            Plugins plugins,
            ClientThread client,
            TaskDefaults defaults,
            SinkSettings settings,
            AppendConfig append,
            TaskListener listener) {
        super(spec, listener);
        this.plugins = plugins;
        this.defaults = defaults;
        this.maxRecords = settings.maxRecords();
        this.loader = spec.plugin().loader();
        this.errors = ErrorPolicy.from(spec.connectorConfig());
        this.retries = new Retries(errors, this::stopping);
        this.meters = new PluginMeters(Map.of("connector", spec.connector(), "task", Integer.toString(spec.task())));
        this.inlet = new Inlet(client, spec.connectorConfig(), settings, inbox);
        this.reading = new Reading(inlet);
        this.commits = new Commits(spec.id(), inlet, reading, defaults.offsetFlushTimeoutMs());
        String topic =
                spec.connectorConfig().getOrDefault(ConnectorKeys.DLQ_TOPIC, "").strip();
        this.letters = topic.isEmpty() ? null : new DeadLetters(spec, client, topic, append);
    }

    @Override
    protected void begin() {
        Codec with = new Codec(spec.connectorConfig(), defaults, plugins, meters, retries);
        codec = with;
        Chain<SinkRecord> through = Chain.of(spec.connectorConfig(), plugins, meters, retries);
        chain = through;
        Filling fills = new Filling(spec, listener, errors, reading, with, through, letters);
        filling = fills;
        SinkTask made = spec.plugin().create(spec.taskClass(), SinkTask.class);
        Reporter reporter = errors.tolerant() || letters != null || errors.log()
                ? new Reporter(reading, with, made.getClass().getName(), fills::refused)
                : null;
        context = new SinkContext(spec.taskConfig(), meters, reading, reporter);
        try {
            enter();
            made.initialize(context);
            task = made;
            made.start(spec.taskConfig());
        } catch (Exception | Error e) {
            throw new StageFailure(Stage.TASK_START, made.getClass().getName(), "", e);
        }
        if (letters != null) {
            letters.start();
        }
        commitLater();
        inlet.start();
    }

    @Override
    protected void turn() throws Exception {
        handleEvents();
        if (redelivering) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(retryAtNanos - System.nanoTime());
            if (leftMs > 0) {
                inbox.await(Math.min(leftMs, IDLE_MS));
                return;
            }
            put();
        } else {
            rewind();
            boolean read = filling != null && filling.fill(batch, maxRecords);
            if (!batch.isEmpty()) {
                put();
            } else if (read) {
                reading.taken();
            } else {
                idle();
            }
        }
        commitIfDue();
    }

    @Override
    protected void rest() throws Exception {
        if (!redelivering) {
            commit(false);
        }
    }

    @Override
    protected void await() throws Exception {
        inbox.await(IDLE_MS);
        handleEvents();
        commits.isOpen();
    }

    @Override
    protected void wake() {
        inbox.wake();
    }

    @Override
    protected void end(boolean failed) throws Exception {
        boolean interrupted = Thread.interrupted();
        try {
            if (task != null) {
                giveUp();
            }
        } finally {
            leave();
            reading.drop();
            if (letters != null) {
                letters.close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            closeAll();
        }
    }

    private void leave() {
        try {
            inlet.leave().get(LEAVE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("task {} left its group without an answer: {}", spec, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        try {
            SinkTask made = task;
            if (made != null) {
                enter();
                made.stop();
            }
        } finally {
            if (chain != null) {
                chain.close();
            }
            if (codec != null) {
                codec.close();
            }
            meters.close();
        }
    }

    private void handleEvents() throws Exception {
        for (Event event = inbox.poll(); event != null; event = inbox.poll()) {
            if (event instanceof Event.Arrived arrived) {
                reading.arrived(arrived);
            } else if (event instanceof Event.Assigned assigned) {
                assigned(assigned.positions());
            } else if (event instanceof Event.Revoked revoked) {
                giveUp();
                revoked.done().run();
            } else if (event instanceof Event.Lost lost) {
                lost(lost.partitions());
            } else if (event instanceof Event.Failed failed) {
                throw new StageFailure(Stage.KAFKA_CONSUME, "", "", failed.why());
            }
        }
    }

    private void assigned(Map<TopicPartition, Long> positions) {
        reading.assigned(positions);
        forgetBatch();
        if (!positions.isEmpty()) {
            enter();
            made().open(List.copyOf(positions.keySet()));
        }
    }

    /** Commits what the task has taken and closes its partitions. */
    private void giveUp() throws InterruptedException {
        Collection<TopicPartition> owned = reading.assignment();
        if (!owned.isEmpty()) {
            commit(true);
            enter();
            made().close(owned);
        }
        forgetBatch();
        reading.drop();
        commits.forget();
    }

    private void lost(Collection<TopicPartition> partitions) {
        forgetBatch();
        reading.drop();
        commits.forget();
        if (!partitions.isEmpty()) {
            enter();
            made().close(partitions);
        }
    }

    private void forgetBatch() {
        batch = new ArrayList<>();
        redelivering = false;
    }

    private void rewind() {
        SinkContext asked = context;
        if (asked == null) {
            return;
        }
        asked.takeRewinds().forEach((partition, offset) -> {
            Part part = reading.part(partition);
            if (part != null) {
                reading.seek(part, offset);
            }
        });
    }

    private void put() throws InterruptedException {
        SinkTask made = made();
        enter();
        try {
            made.put(batch);
        } catch (RetriableException e) {
            putAgain(e);
            return;
        } catch (StageFailure e) {
            throw e;
        } catch (Exception | Error e) {
            throw new StageFailure(Stage.TASK_PUT, made.getClass().getName(), place(), e);
        }
        retryMs = FIRST_RETRY_MS;
        redelivering = false;
        // The task may keep the list.
        batch = new ArrayList<>();
        reading.taken();
    }

    private void putAgain(RetriableException why) {
        long wishMs = context == null ? -1 : context.takeTimeoutMs();
        long pauseMs = wishMs >= 0 ? wishMs : retryMs;
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
        retryAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
        redelivering = true;
        LOG.warn(
                "task {} will be given the same records again in {} ms: {}",
                spec,
                pauseMs,
                spec.secrets().scrub(why.toString()));
    }

    /** A task that buffers gets its turn also when nothing comes. */
    private void idle() throws InterruptedException {
        long wishMs = context == null ? -1 : context.takeTimeoutMs();
        long commitMs = TimeUnit.NANOSECONDS.toMillis(commitAtNanos - System.nanoTime());
        long waitMs = Math.max(1, Math.min(wishMs >= 0 ? Math.min(wishMs, IDLE_MS) : IDLE_MS, commitMs));
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        inbox.await(waitMs);
        if (System.nanoTime() - until >= 0 && !reading.parts().isEmpty()) {
            put();
        }
    }

    private String place() {
        if (batch.isEmpty()) {
            return "";
        }
        SinkRecord first = batch.get(0);
        SinkRecord last = batch.get(batch.size() - 1);
        String from = first.originalTopic() + "-" + first.originalKafkaPartition() + "@" + first.originalKafkaOffset();
        boolean one = first.originalTopic().equals(last.originalTopic())
                && first.originalKafkaPartition().equals(last.originalKafkaPartition());
        return batch.size() == 1
                ? from
                : from + ".." + (one ? "" : last.originalTopic() + "-" + last.originalKafkaPartition() + "@")
                        + last.originalKafkaOffset();
    }

    private void commitIfDue() throws InterruptedException {
        boolean wished = context != null && context.takeCommitRequest();
        if ((wished || System.nanoTime() - commitAtNanos >= 0) && !redelivering && !commits.isOpen()) {
            commit(false);
        }
    }

    private void commit(boolean closing) throws InterruptedException {
        commitLater();
        if (letters != null) {
            letters.await();
        }
        if (closing) {
            commits.await();
        }
        Map<TopicPartition, OffsetAndMetadata> positions = commits.positions();
        if (positions.isEmpty() || !closing && commits.isOpen()) {
            return;
        }
        SinkTask made = made();
        Map<TopicPartition, OffsetAndMetadata> agreed;
        try {
            enter();
            agreed = made.preCommit(positions);
        } catch (Exception e) {
            notFlushed(e, closing);
            return;
        }
        if (agreed != null) {
            commits.begin(agreed);
        }
        if (closing) {
            commits.await();
        }
    }

    /** What was taken may be lost in the task: it gets all since the last commit again. */
    private void notFlushed(Exception why, boolean closing) {
        LOG.warn(
                "task {} did not flush, its records come again from the last commit on: {}",
                spec,
                spec.secrets().scrub(why.toString()));
        if (!closing) {
            for (Part part : List.copyOf(reading.parts())) {
                reading.seek(part, part.committed);
            }
        }
    }

    private void commitLater() {
        commitAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(defaults.offsetFlushIntervalMs());
    }

    private SinkTask made() {
        SinkTask made = task;
        if (made == null) {
            throw new IllegalStateException("not begun");
        }
        return made;
    }

    private void enter() {
        Thread.currentThread().setContextClassLoader(loader);
    }
}
