package io.millrace.streams.operator;

import io.millrace.streams.errors.DeserializationExceptionHandler;
import io.millrace.streams.errors.ErrorHandlerContext;
import io.millrace.streams.errors.ProcessingExceptionHandler;
import io.millrace.streams.errors.ProductionExceptionHandler;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.processor.api.Record;
import io.millrace.streams.store.Codec;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Asks the handlers what follows a failure: either the record is left out, or the task stops with an exception. */
final class Failures {
    private final TaskContext context;
    private final DeserializationExceptionHandler deserialization;
    private final ProcessingExceptionHandler processing;
    private final ProductionExceptionHandler production;

    Failures(
            TaskContext context,
            DeserializationExceptionHandler deserialization,
            ProcessingExceptionHandler processing,
            ProductionExceptionHandler production) {
        this.context = context;
        this.deserialization = deserialization;
        this.processing = processing;
        this.production = production;
    }

    private record At(
            @Nullable String topic,
            int partition,
            long offset,
            Headers headers,
            String processorNodeId,
            TaskId taskId,
            long timestamp)
            implements ErrorHandlerContext {
        static At of(Step step, TaskId task, Current current) {
            return new At(
                    current.topic,
                    current.partition,
                    current.offset,
                    new RecordHeaders(current.headers()),
                    step.node(),
                    task,
                    current.timestamp);
        }

        String position() {
            return topic == null ? "no source record" : topic + "-" + partition + " at offset " + offset;
        }
    }

    /** Returns when the record is to be left out. */
    void deserialization(Step step, Current current, ConsumerRecord<byte[], byte[]> record, Exception cause) {
        At at = At.of(step, context.id, current);
        DeserializationExceptionHandler.Response response = deserialization.handleError(at, record, cause);
        deadLetters(response.deadLetterQueueRecords());
        if (response.result() == DeserializationExceptionHandler.Result.FAIL) {
            throw stop("the record cannot be deserialised (deserialization.exception.handler says FAIL)", at, cause);
        }
        context.counters.dropped++;
    }

    /** Returns when the record is to be left out. */
    void processing(Step step, Current current, Exception cause) {
        At at = At.of(step, context.id, current);
        Record<?, ?> record = new Record<>(
                readable(current, true), readable(current, false), Math.max(0, current.timestamp), current.headers());
        ProcessingExceptionHandler.Response response = processing.handleError(at, record, cause);
        deadLetters(response.deadLetterQueueRecords());
        if (response.result() == ProcessingExceptionHandler.Result.FAIL) {
            throw stop("the record cannot be processed", at, cause);
        }
        context.counters.dropped++;
    }

    /** Returns when the record is to be left out. */
    void serialization(Step step, Current current, String topic, boolean ofKey, Codec codec, Exception cause) {
        At at = At.of(step, context.id, current);
        ProducerRecord<Object, Object> record = new ProducerRecord<>(
                topic, null, Math.max(0, current.timestamp), current.key(), current.value(), current.headers());
        ProductionExceptionHandler.Response response = production.handleSerializationError(
                at,
                record,
                cause,
                ofKey
                        ? ProductionExceptionHandler.SerializationExceptionOrigin.KEY
                        : ProductionExceptionHandler.SerializationExceptionOrigin.VALUE);
        deadLetters(response.deadLetterQueueRecords());
        if (response.result() != ProductionExceptionHandler.Result.RESUME) {
            Object object = ofKey ? current.key() : current.value();
            throw stop(
                    "the " + (ofKey ? "key" : "value") + " for topic " + topic + ", a "
                            + (object == null ? "null" : object.getClass().getName())
                            + ", cannot be serialised by " + codec.serializerName(),
                    at,
                    cause);
        }
        context.counters.dropped++;
    }

    /** The exception that stops the task. */
    StreamsException stop(String what, Step step, Current current, @Nullable Throwable cause) {
        return stop(what, At.of(step, context.id, current), cause);
    }

    private StreamsException stop(String what, At at, @Nullable Throwable cause) {
        String message = "task " + at.taskId() + " stops at " + at.position() + ", node " + at.processorNodeId() + ": "
                + what + (cause == null ? "" : ": " + cause);
        return cause == null
                ? new StreamsException(message, at.taskId())
                : new StreamsException(message, cause, at.taskId());
    }

    /** A half-read record is still worth showing to the handler. */
    private static @Nullable Object readable(Current current, boolean key) {
        try {
            return key ? current.key() : current.value();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private void deadLetters(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            RecordHeaders headers = new RecordHeaders();
            for (Header header : record.headers()) {
                headers.add(header);
            }
            byte[] key = record.key();
            byte[] value = record.value();
            byte[] raw = HeaderBytes.write(headers);
            Integer partition = record.partition();
            Long timestamp = record.timestamp();
            context.sink.send(
                    record.topic(),
                    partition == null ? RecordSink.ANY_PARTITION : partition,
                    timestamp == null ? 0 : timestamp,
                    key,
                    0,
                    key == null ? -1 : key.length,
                    value,
                    0,
                    value == null ? -1 : value.length,
                    raw,
                    0,
                    raw.length,
                    HeaderBytes.count(headers));
        }
    }
}
