package io.millrace.connect.task.source;

import io.millrace.client.ClientThread;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.TopicAppender;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.OffsetStore;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source task: polls, transforms, converts, hands over. Owned by its thread. */
public final class SourceRun extends TaskThread {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRun.class);
    private static final long SHORTEST_NAP_MS = 1;
    private static final long LONGEST_NAP_MS = 100;
    private static final long RETRY_POLL_MS = 1_000;
    private static final int LONGEST_POSITION = 200;

    private final Plugins plugins;
    private final ClientThread client;
    private final TaskDefaults defaults;
    private final ClassLoader loader;
    private final ErrorPolicy errors;
    private final Retries retries;
    private final PluginMeters meters;
    private final Handover handover = new Handover();
    private final Outlet outlet;
    private final TopicMaker topics;
    private final OffsetStore offsets;
    private final Set<String> knownTopics = new HashSet<>();
    private @Nullable String lastTopic;
    private @Nullable Codec codec;
    private @Nullable Chain<SourceRecord> chain;
    private @Nullable SourceTask task;
    private RecordHeaders scratch = new RecordHeaders();
    private boolean tellsRecords;
    private long napMs = SHORTEST_NAP_MS;

    /** Not yet launched. */
    public SourceRun(
            TaskSpec spec,
            Plugins plugins,
            ClientThread client,
            TaskDefaults defaults,
            AppendConfig append,
            OffsetStore offsets,
            TaskListener listener) {
        super(spec, listener);
        this.plugins = plugins;
        this.client = client;
        this.defaults = defaults;
        this.offsets = offsets;
        this.loader = spec.plugin().loader();
        this.errors = ErrorPolicy.from(spec.connectorConfig());
        this.retries = new Retries(errors, this::stopping);
        this.meters = new PluginMeters(Map.of("connector", spec.connector(), "task", Integer.toString(spec.task())));
        this.outlet = new Outlet(
                spec.connector(),
                client,
                append,
                offsets,
                errors.tolerant(),
                defaults.offsetFlushIntervalMs(),
                handover);
        TopicGroups groups = TopicGroups.from(defaults.createTopics() ? spec.connectorConfig() : Map.of());
        this.topics = new TopicMaker(client, groups);
    }

    @Override
    protected void begin() {
        codec = new Codec(spec.connectorConfig(), defaults, plugins, meters, retries);
        chain = Chain.of(spec.connectorConfig(), plugins, meters, retries);
        SourceTask made = spec.plugin().create(spec.taskClass(), SourceTask.class);
        tellsRecords = wantsRecords(made);
        try {
            enter();
            made.initialize(new SourceContext(spec, offsets, meters));
            task = made;
            made.start(spec.taskConfig());
        } catch (Exception | Error e) {
            throw new StageFailure(Stage.TASK_START, made.getClass().getName(), "", e);
        }
        outlet.start();
    }

    @Override
    protected void turn() throws Exception {
        handover.orThrow();
        long began = System.nanoTime();
        List<SourceRecord> records = poll();
        tellBack();
        if (records == null || records.isEmpty()) {
            napAfter(began);
            return;
        }
        napMs = SHORTEST_NAP_MS;
        write(records);
    }

    @Override
    protected void rest() throws Exception {
        tellBack();
    }

    @Override
    protected void await() throws Exception {
        handover.await(1_000);
        handover.orThrow();
        tellBack();
    }

    @Override
    protected void wake() {
        handover.wake();
    }

    @Override
    protected void end(boolean failed) throws Exception {
        try {
            finish();
            if (task != null) {
                tellBack();
            }
        } finally {
            outlet.close();
            stopTask();
            if (chain != null) {
                chain.close();
            }
            if (codec != null) {
                codec.close();
            }
            meters.close();
        }
    }

    private void finish() throws InterruptedException {
        // An interrupt of the task's own making must not cost the offsets.
        boolean interrupted = Thread.interrupted();
        try {
            outlet.finish().get(defaults.offsetFlushTimeoutMs(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "offsets of {} were not written at its end ({}): its last records will come again",
                    spec,
                    spec.secrets().scrub(e.toString()));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopTask() {
        SourceTask made = task;
        if (made != null) {
            enter();
            made.stop();
        }
    }

    private @Nullable List<SourceRecord> poll() throws InterruptedException {
        SourceTask made = made();
        enter();
        try {
            return made.poll();
        } catch (RetriableException e) {
            LOG.warn("task {} will poll again: {}", spec, spec.secrets().scrub(e.toString()));
            handover.await(RETRY_POLL_MS);
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            throw new StageFailure(Stage.TASK_POLL, made.getClass().getName(), "", e);
        }
    }

    /** A task that has nothing and does not wait itself must not turn without a pause. */
    private void napAfter(long began) throws InterruptedException {
        if (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(SHORTEST_NAP_MS)) {
            handover.await(napMs);
            napMs = Math.min(LONGEST_NAP_MS, napMs * 2);
        } else {
            napMs = SHORTEST_NAP_MS;
        }
    }

    private void write(List<SourceRecord> records) throws InterruptedException {
        long now = System.currentTimeMillis();
        int left = records.size();
        Chunk chunk = new Chunk(Math.min(left, Chunk.MAX_RECORDS), tellsRecords);
        for (SourceRecord record : records) {
            try {
                put(chunk, record, now);
            } catch (StageFailure e) {
                refused(record, e);
            }
            chunk.reached(record.sourcePartition(), record.sourceOffset());
            left--;
            if (chunk.isFull() && left > 0) {
                outlet.hand(chunk);
                chunk = new Chunk(Math.min(left, Chunk.MAX_RECORDS), tellsRecords);
            }
        }
        if (!chunk.isEmpty()) {
            outlet.hand(chunk);
        }
    }

    private void put(Chunk chunk, SourceRecord polled, long now) throws InterruptedException {
        Chain<SourceRecord> through = chain;
        Codec with = codec;
        if (through == null || with == null) {
            throw new IllegalStateException("not begun");
        }
        SourceRecord record = through.isEmpty() ? polled : through.apply(polled);
        if (record == null) {
            leftOut(polled);
            return;
        }
        String topic = record.topic();
        if (!topic.equals(lastTopic)) {
            enterTopic(topic);
        }
        RecordHeaders headers = headers(with, record);
        byte[] key = with.key(topic, headers, record.keySchema(), record.key());
        byte[] value = with.value(topic, headers, record.valueSchema(), record.value());
        int at = chunk.size;
        chunk.topics[at] = topic;
        Integer partition = record.kafkaPartition();
        chunk.partitions[at] = partition == null ? TopicAppender.BY_KEY : partition;
        Long timestamp = record.timestamp();
        chunk.timestamps[at] = timestamp == null ? now : timestamp;
        chunk.keys[at] = key;
        chunk.values[at] = value;
        chunk.bytes += 16 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        Header[] all = headers.toArray();
        if (all.length > 0) {
            chunk.headers[at] = all;
            scratch = new RecordHeaders();
        }
        if (chunk.records != null) {
            chunk.records[at] = record;
        }
        chunk.size++;
    }

    /** Empty headers are used again for the next record. */
    private RecordHeaders headers(Codec with, SourceRecord record) throws InterruptedException {
        Headers to = scratch;
        if (!record.headers().isEmpty()) {
            for (org.apache.kafka.connect.header.Header header : record.headers()) {
                to.add(header.key(), with.header(record.topic(), header.key(), header.schema(), header.value()));
            }
        }
        return scratch;
    }

    private void enterTopic(String topic) throws InterruptedException {
        if (!knownTopics.contains(topic)) {
            topics.ensure(topic);
            knownTopics.add(topic);
            listener.touched(topic);
        }
        lastTopic = topic;
    }

    private void refused(SourceRecord record, StageFailure why) {
        scratch = new RecordHeaders();
        StageFailure placed = why.at(place(record));
        if (!errors.tolerant()) {
            throw placed;
        }
        skipped(placed);
        leftOut(record);
    }

    private void skipped(StageFailure why) {
        String line = spec.secrets().scrub(String.valueOf(why.getMessage()));
        if (errors.log()) {
            LOG.warn(
                    "task {} left a record out: {}",
                    spec,
                    errors.logMessages() ? line : why.stage().words());
        }
        listener.skipped(line);
    }

    private void leftOut(SourceRecord record) throws ConnectException {
        if (tellsRecords) {
            handover.acked(new Acked(record, null));
        }
    }

    private static String place(SourceRecord record) {
        String text = record.sourcePartition() + " " + record.sourceOffset();
        return text.length() <= LONGEST_POSITION ? text : text.substring(0, LONGEST_POSITION) + "...";
    }

    /** What the loop learned meanwhile is told to the task on the task's own thread. */
    private void tellBack() throws InterruptedException {
        SourceTask made = made();
        handover.takeSkipped().forEach(this::skipped);
        enter();
        if (tellsRecords) {
            for (Acked each : handover.takeAcked()) {
                @Nullable RecordMetadata where = each.metadata();
                made.commitRecord(each.record(), where);
            }
        }
        if (handover.takeCommitted()) {
            made.commit();
        }
    }

    private SourceTask made() {
        SourceTask made = task;
        if (made == null) {
            throw new IllegalStateException("not begun");
        }
        return made;
    }

    private void enter() {
        Thread.currentThread().setContextClassLoader(loader);
    }

    private static boolean wantsRecords(SourceTask task) {
        try {
            return task.getClass()
                            .getMethod("commitRecord", SourceRecord.class, RecordMetadata.class)
                            .getDeclaringClass()
                    != SourceTask.class;
        } catch (NoSuchMethodException e) {
            throw new ConnectException("the task's class has no commitRecord", e);
        }
    }
}
