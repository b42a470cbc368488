package io.millrace.streams.errors;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;

/** Decides what follows when a record cannot be written. */
public interface ProductionExceptionHandler extends Configurable {
    /** The decision. */
    Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception);

    /** The decision when the record's key or value cannot be serialised; the record holds the objects. */
    default Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord<?, ?> record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail();
    }

    /** Which part of a record could not be serialised. */
    enum SerializationExceptionOrigin {
        /** The key. */
        KEY,
        /** The value. */
        VALUE
    }

    /** What may follow. */
    enum Result {
        /** The record is left out, and the job goes on. */
        RESUME(0, "RESUME"),
        /** The job stops at this record. */
        FAIL(1, "FAIL"),
        /** The record is sent again, where the failure allows it; otherwise the job stops. */
        RETRY(2, "RETRY");

        /** A name that stays. */
        public final String name;
        /** A number that stays. */
        public final int id;

        Result(int id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** A decision, with records to write to dead-letter topics. *Immutable.* */
    final class Response {
        private final Result result;
        private final List<ProducerRecord<byte[], byte[]>> deadLetters;

        private Response(Result result, List<ProducerRecord<byte[], byte[]>> deadLetters) {
            this.result = result;
            this.deadLetters = List.copyOf(deadLetters);
        }

        /** Stop at this record. */
        public static Response fail() {
            return fail(List.of());
        }

        /** Stop at this record, after writing these. */
        public static Response fail(List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords) {
            return new Response(Result.FAIL, deadLetterQueueRecords);
        }

        /** Go on without this record. */
        public static Response resume() {
            return resume(List.of());
        }

        /** Go on without this record, after writing these. */
        public static Response resume(List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords) {
            return new Response(Result.RESUME, deadLetterQueueRecords);
        }

        /** Send the record again. */
        public static Response retry() {
            return new Response(Result.RETRY, List.of());
        }

        /** What is to follow. */
        public Result result() {
            return result;
        }

        /** The records for dead-letter topics. */
        public List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords() {
            return deadLetters;
        }
    }
}
