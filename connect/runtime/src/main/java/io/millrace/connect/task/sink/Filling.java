package io.millrace.connect.task.sink;

import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.task.flow.Chain;
import io.millrace.connect.task.flow.Codec;
import io.millrace.connect.task.flow.ErrorPolicy;
import io.millrace.connect.task.flow.StageFailure;
import io.millrace.wire.record.RecordCursor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what was read to what is put: converted, transformed, and without what was refused. Owned by the task's thread. */
final class Filling {
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    private final TaskSpec spec;
    private final TaskListener listener;
    private final ErrorPolicy errors;
    private final Reading reading;
    private final Codec codec;
    private final Chain<SinkRecord> chain;
    private final @Nullable DeadLetters letters;

    Filling(
            TaskSpec spec,
            TaskListener listener,
            ErrorPolicy errors,
            Reading reading,
            Codec codec,
            Chain<SinkRecord> chain,
            @Nullable DeadLetters letters) {
        this.spec = spec;
        this.listener = listener;
        this.errors = errors;
        this.reading = reading;
        this.codec = codec;
        this.chain = chain;
        this.letters = letters;
    }

    /** Adds records until there are so many or no more; whether anything was read. */
    boolean fill(List<SinkRecord> batch, int maxRecords) throws InterruptedException {
        boolean read = false;
        synchronized (reading) {
            while (batch.size() < maxRecords && reading.next()) {
                read = true;
                Part part = reading.current();
                RecordCursor record = reading.walk().record();
                if (!part.touched) {
                    part.touched = true;
                    listener.touched(part.partition.topic());
                }
                try {
                    SinkRecord made = convert(part.partition, record);
                    if (made != null) {
                        batch.add(made);
                    }
                } catch (StageFailure e) {
                    refused(Raw.of(part.partition, record), e.at(part.partition + "@" + record.offset()));
                }
                part.read = record.offset() + 1;
            }
        }
        return read;
    }

    private @Nullable SinkRecord convert(TopicPartition partition, RecordCursor record) throws InterruptedException {
        String topic = partition.topic();
        RecordHeaders raw = Raw.headersOf(record);
        SchemaAndValue key = codec.key(topic, raw, record.key());
        SchemaAndValue value = codec.value(topic, raw, record.value());
        SinkRecord made = new SinkRecord(
                topic,
                partition.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                record.offset(),
                record.timestamp() < 0 ? null : record.timestamp(),
                record.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                record.headerCount() == 0 ? null : headers(topic, raw));
        return chain.isEmpty() ? made : chain.apply(made);
    }

    private ConnectHeaders headers(String topic, RecordHeaders raw) throws InterruptedException {
        ConnectHeaders headers = new ConnectHeaders();
        for (Header header : raw) {
            headers.add(header.key(), codec.header(topic, header.key(), header.value()));
        }
        return headers;
    }

    /** Left out, and kept elsewhere if the config says so; throws the failure when errors are not tolerated. */
    Future<Void> refused(Raw raw, StageFailure why) throws InterruptedException {
        if (!errors.tolerant()) {
            throw why;
        }
        String line = spec.secrets().scrub(String.valueOf(why.getMessage()));
        if (errors.log()) {
            LOG.warn(
                    "task {} left a record out: {}",
                    spec,
                    errors.logMessages() ? line : why.stage().words());
        }
        listener.skipped(line);
        return letters == null ? CompletableFuture.completedFuture(null) : letters.report(raw, why);
    }
}
