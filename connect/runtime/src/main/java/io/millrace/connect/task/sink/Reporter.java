package io.millrace.connect.task.sink;

import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.RecordWalk;
import io.millrace.connect.task.flow.Codec;
import io.millrace.connect.task.flow.Stage;
import io.millrace.connect.task.flow.StageFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Takes the records that a sink task itself refuses. <i>Any thread,</i> during a put; its lock is the reading's. */
final class Reporter implements ErrantRecordReporter {
    private final Reading reading;
    private final Codec codec;
    private final String taskClass;
    private final Refusals refusals;

    Reporter(Reading reading, Codec codec, String taskClass, Refusals refusals) {
        this.reading = reading;
        this.codec = codec;
        this.taskClass = taskClass;
        this.refusals = refusals;
    }

    @Override
    public Future<Void> report(SinkRecord record, Throwable error) {
        TopicPartition partition = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        StageFailure why =
                new StageFailure(Stage.TASK_PUT, taskClass, partition + "@" + record.originalKafkaOffset(), error);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            return refusals.refused(raw(partition, record), why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new ConnectException("interrupted", e));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** As it lay in the log if that is still at hand, else converted back. */
    private Raw raw(TopicPartition partition, SinkRecord record) throws InterruptedException {
        synchronized (reading) {
            Raw found = find(partition, record.originalKafkaOffset());
            return found == null ? converted(partition, record) : found;
        }
    }

    private @Nullable Raw find(TopicPartition partition, long offset) {
        RecordWalk walk = new RecordWalk();
        for (Fetched slice : reading.slicesOf(partition)) {
            if (slice.position() > offset || slice.nextOffset() <= offset) {
                continue;
            }
            walk.over(slice);
            while (walk.next()) {
                if (walk.record().offset() == offset) {
                    return Raw.of(partition, walk.record());
                }
            }
        }
        return null;
    }

    private Raw converted(TopicPartition partition, SinkRecord record) throws InterruptedException {
        RecordHeaders headers = new RecordHeaders();
        String topic = partition.topic();
        for (org.apache.kafka.connect.header.Header header : record.headers()) {
            headers.add(header.key(), codec.header(topic, header.key(), header.schema(), header.value()));
        }
        Long timestamp = record.timestamp();
        return new Raw(
                partition,
                record.originalKafkaOffset(),
                timestamp == null ? -1 : timestamp,
                codec.key(topic, headers, record.keySchema(), record.key()),
                codec.value(topic, headers, record.valueSchema(), record.value()),
                headers);
    }

    /** What becomes of a refused record. */
    interface Refusals {
        /** Left out, and kept elsewhere if the config says so; throws the failure when errors are not tolerated. */
        Future<Void> refused(Raw raw, StageFailure why) throws InterruptedException;
    }
}
