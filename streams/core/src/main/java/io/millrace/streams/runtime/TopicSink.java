package io.millrace.streams.runtime;

import io.millrace.base.PumpedLoop;
import io.millrace.client.produce.AppendCallback;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import io.millrace.streams.errors.ErrorHandlerContext;
import io.millrace.streams.errors.ProductionExceptionHandler;
import io.millrace.streams.errors.ProductionExceptionHandler.Response;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.store.ChangelogSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread's tasks write: records and changes go into the appender's open batches. When its memory is full the
 * thread stops here and turns its loop until acknowledgements make room, so that what is unacknowledged stays bounded.
 * <i>Loop-owned.</i>
 */
final class TopicSink implements RecordSink {
    private static final byte[] NOTHING = {};
    private static final long TURN_MS = 10;

    private final PumpedLoop loop;
    private final Appender appender;
    private final ProductionExceptionHandler handler;
    private final long highWaterBytes;
    private final long patienceNanos;
    private final Map<String, Outlet> outlets = new HashMap<>();
    private @Nullable StreamsException failure;
    private @Nullable TaskId task;

    /**
     * Into the appender.
     *
     * @param highWaterBytes unacknowledged bytes at which tasks pause between records
     * @param patienceMs how long to wait for room before giving up
     */
    TopicSink(
            PumpedLoop loop,
            Appender appender,
            ProductionExceptionHandler handler,
            long highWaterBytes,
            long patienceMs) {
        this.loop = loop;
        this.appender = appender;
        this.handler = handler;
        this.highWaterBytes = highWaterBytes;
        this.patienceNanos = patienceMs * 1_000_000L;
    }

    @Override
    public void send(
            String topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            int keyPosition,
            int keySize,
            byte @Nullable [] value,
            int valuePosition,
            int valueSize,
            byte @Nullable [] rawHeaders,
            int headersPosition,
            int headersSize,
            int headerCount) {
        outlet(topic)
                .append(
                        partition,
                        timestamp,
                        key == null ? NOTHING : key,
                        keyPosition,
                        key == null ? -1 : keySize,
                        value == null ? NOTHING : value,
                        valuePosition,
                        value == null ? -1 : valueSize,
                        rawHeaders == null ? NOTHING : rawHeaders,
                        headersPosition,
                        headersSize,
                        headerCount);
    }

    @Override
    public int partitionCount(String topic) {
        TopicAppender appender = outlet(topic).appender;
        long giveUpAt = loop.clock().nanos() + patienceNanos;
        while (appender.partitionCount() < 0) {
            turn(giveUpAt, topic);
        }
        return appender.partitionCount();
    }

    @Override
    public boolean full() {
        return appender.bufferedBytes() >= highWaterBytes;
    }

    /** Whose changes go to the changelogs' partition of the task's number. */
    ChangelogSink changelog(int partition, Map<String, String> topicByStore) {
        Map<String, Outlet> byStore = new HashMap<>();
        topicByStore.forEach((store, topic) -> byStore.put(store, outlet(topic)));
        return (store, timestamp, key, keyPosition, keySize, value, valuePosition, valueSize) -> {
            Outlet outlet = byStore.get(store);
            if (outlet == null) {
                throw new StreamsException("store " + store + " has no changelog");
            }
            outlet.append(
                    partition,
                    timestamp,
                    key,
                    keyPosition,
                    keySize,
                    value == null ? NOTHING : value,
                    valuePosition,
                    value == null ? -1 : valueSize,
                    NOTHING,
                    0,
                    0,
                    0);
        };
    }

    /** Says which task's records follow, for the handler's context. */
    void from(TaskId task) {
        this.task = task;
    }

    /** Whether a record could not be written, so that positions must not be committed. */
    boolean failed() {
        return failure != null || appender.failure() != null;
    }

    /** Throws why a record could not be written, if the handler said to stop at it. */
    void orThrow() {
        if (failure != null) {
            throw failure;
        }
        Throwable fatal = appender.failure();
        if (fatal != null) {
            throw new StreamsException("output cannot be written any more", fatal);
        }
    }

    private Outlet outlet(String topic) {
        Outlet outlet = outlets.get(topic);
        if (outlet == null) {
            outlet = new Outlet(topic, appender.topic(topic));
            outlets.put(topic, outlet);
        }
        return outlet;
    }

    private void turn(long giveUpAt, String topic) {
        orThrow();
        if (loop.clock().nanos() - giveUpAt > 0) {
            throw new StreamsException("topic " + topic + " took no record for " + patienceNanos / 1_000_000L + " ms");
        }
        loop.turn(TURN_MS);
    }

    private void onFailure(ProducerRecord<byte[], byte[]> record, Throwable why) {
        Exception cause = why instanceof Exception exception ? exception : new StreamsException(why);
        Response response = handler.handleError(new Context(task), record, cause);
        for (ProducerRecord<byte[], byte[]> letter : response.deadLetterQueueRecords()) {
            outlet(letter.topic()).append(letter);
        }
        if (response.result() != ProductionExceptionHandler.Result.RESUME && failure == null) {
            failure = new StreamsException("a record could not be written to " + record.topic(), cause, task);
        }
    }

    /** One topic's way out; also takes the fate of its records, since that is rarely worth an object of its own. */
    private final class Outlet implements AppendCallback {
        private final String topic;
        private final TopicAppender appender;

        private Outlet(String topic, TopicAppender appender) {
            this.topic = topic;
            this.appender = appender;
        }

        private void append(ProducerRecord<byte[], byte[]> letter) {
            byte[] key = letter.key();
            byte[] value = letter.value();
            long timestamp = letter.timestamp() == null ? loop.clock().wallMs() : letter.timestamp();
            int partition = letter.partition() == null ? TopicAppender.BY_KEY : letter.partition();
            send(
                    topic,
                    partition,
                    timestamp,
                    key,
                    0,
                    key == null ? -1 : key.length,
                    value,
                    0,
                    value == null ? -1 : value.length,
                    null,
                    0,
                    0,
                    0);
        }

        private void append(
                int partition,
                long timestamp,
                byte[] key,
                int keyPosition,
                int keySize,
                byte[] value,
                int valuePosition,
                int valueSize,
                byte[] headers,
                int headersPosition,
                int headersSize,
                int headerCount) {
            try {
                long giveUpAt = 0;
                while (!appender.append(
                        partition,
                        timestamp,
                        key,
                        keyPosition,
                        keySize,
                        value,
                        valuePosition,
                        valueSize,
                        headers,
                        headersPosition,
                        headersSize,
                        headerCount,
                        this)) {
                    giveUpAt = giveUpAt == 0 ? loop.clock().nanos() + patienceNanos : giveUpAt;
                    turn(giveUpAt, topic);
                }
            } catch (RecordTooLargeException tooLarge) {
                byte[] keyCopy = keySize < 0 ? null : Arrays.copyOfRange(key, keyPosition, keyPosition + keySize);
                byte[] valueCopy =
                        valueSize < 0 ? null : Arrays.copyOfRange(value, valuePosition, valuePosition + valueSize);
                Integer known = partition < 0 ? null : partition;
                onFailure(new ProducerRecord<>(topic, known, timestamp, keyCopy, valueCopy), tooLarge);
                orThrow();
            }
        }

        @Override
        public void done(long offset, @Nullable Throwable failure) {
            if (failure != null) {
                // The batch is gone with its bytes: the handler hears of the topic, not of key and value.
                onFailure(new ProducerRecord<>(topic, null, null), failure);
            }
        }
    }

    /** What is known where a record could not be written. */
    private record Context(@Nullable TaskId task) implements ErrorHandlerContext {
        @Override
        public @Nullable String topic() {
            return null;
        }

        @Override
        public int partition() {
            return -1;
        }

        @Override
        public long offset() {
            return -1;
        }

        @Override
        public org.apache.kafka.common.header.Headers headers() {
            return new org.apache.kafka.common.header.internals.RecordHeaders();
        }

        @Override
        public String processorNodeId() {
            return "";
        }

        @Override
        public TaskId taskId() {
            return task == null ? new TaskId(-1, -1) : task;
        }

        @Override
        public long timestamp() {
            return -1;
        }
    }
}
