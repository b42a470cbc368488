package io.millrace.broker.api;

import io.millrace.broker.coordinate.TopicSettings;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.CorruptBatch;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a producer sent for one partition may be stored. Header and CRC are checked always; the records are
 * looked at where the topic is compacted, since each then needs a key. <i>Immutable.</i>
 *
 * @param batch what to append, or null when it is refused
 * @param error NONE, or why it is refused
 * @param message the same for people
 * @param badRecords which records of the batch are the reason, by number
 */
record BatchCheck(
        @Nullable ByteBuffer batch, Errors error, @Nullable String message, List<Integer> badRecords) {
    private static final int ZSTD = 4;
    private static final int ZSTD_SINCE = 7;
    private static final int MOST_BAD_RECORDS = 100;
    /** The offset and the size, which every batch of any magic begins with. */
    private static final int BATCH_BEGINS = 12;
    /** Of magic 0 and 1: its head, without a key and a value. */
    private static final int SMALLEST_OLD_MESSAGE = 26;
    /** Its size, attributes, two deltas, and the sizes of no key, no value and no headers: a byte each. */
    private static final long SMALLEST_RECORD_BYTES = 7;

    static BatchCheck of(@Nullable BaseRecords records, TopicSettings settings, short version, long nowMs) {
        List<ByteBuffer> slices = RecordsData.slices(records);
        if (slices.size() != 1) {
            return refused(Errors.INVALID_RECORD, "a produce request holds exactly one batch a partition");
        }
        ByteBuffer batch = slices.get(0);
        BatchCheck refusal = checkFrame(batch, settings);
        if (refusal == null) {
            refusal = checkHeader(batch, version);
        }
        if (refusal == null) {
            refusal = checkTimestamps(batch, settings, nowMs);
        }
        if (refusal == null && settings.compacted()) {
            refusal = checkKeys(batch);
        }
        if (refusal != null) {
            return refusal;
        }
        Compression compression = settings.compression();
        if (compression != null) {
            try {
                batch = Recompression.of(batch, compression);
            } catch (CorruptBatch e) {
                return refused(Errors.CORRUPT_MESSAGE, e.getMessage());
            }
        }
        return new BatchCheck(settings.logAppendTime() ? stamped(batch, nowMs) : batch, Errors.NONE, null, List.of());
    }

    /** That there is one whole batch, and that it arrived as it was sent. */
    private static @Nullable BatchCheck checkFrame(ByteBuffer batch, TopicSettings settings) {
        int at = batch.position();
        int size = batch.remaining();
        if (size < BATCH_BEGINS) {
            return refused(Errors.INVALID_RECORD, "a produce request holds exactly one batch a partition");
        }
        if (size < SMALLEST_OLD_MESSAGE) {
            return refused(Errors.CORRUPT_MESSAGE, size + " bytes are too few for a batch");
        }
        if (BatchHeader.magic(batch, at) != 2) {
            return refused(Errors.INVALID_RECORD, "the batch has magic " + BatchHeader.magic(batch, at) + ", not 2");
        }
        if (size < BatchHeader.SIZE) {
            return refused(Errors.CORRUPT_MESSAGE, size + " bytes are too few for a batch");
        }
        int stated = BatchHeader.sizeInBytes(batch, at);
        if (stated < BatchHeader.SIZE || stated > size) {
            return refused(Errors.CORRUPT_MESSAGE, "the batch says to have " + stated + " bytes, " + size + " came");
        }
        if (stated < size) {
            return refused(Errors.INVALID_RECORD, "a produce request holds exactly one batch a partition");
        }
        if (size > settings.maxMessageBytes()) {
            return refused(
                    Errors.MESSAGE_TOO_LARGE,
                    "the batch has " + size + " bytes, max.message.bytes is " + settings.maxMessageBytes());
        }
        if (!BatchHeader.crcMatches(batch, at)) {
            return refused(Errors.CORRUPT_MESSAGE, "the batch does not have the CRC that it states");
        }
        return null;
    }

    private static @Nullable BatchCheck checkHeader(ByteBuffer batch, short version) {
        int at = batch.position();
        if (BatchHeader.baseOffset(batch, at) != 0) {
            return refused(
                    Errors.INVALID_RECORD,
                    "the batch has base offset " + BatchHeader.baseOffset(batch, at) + ", a producer's has 0");
        }
        int count = BatchHeader.recordCount(batch, at);
        if (count <= 0 || BatchHeader.lastOffsetDelta(batch, at) != count - 1) {
            return refused(
                    Errors.INVALID_RECORD,
                    "the batch says to hold " + count + " records and a last offset delta of "
                            + BatchHeader.lastOffsetDelta(batch, at));
        }
        long body = BatchHeader.compression(batch, at) == 0
                ? batch.remaining() - BatchHeader.SIZE
                : RecordCursor.MAX_DECOMPRESSED_BYTES;
        if (count * SMALLEST_RECORD_BYTES > body) {
            return refused(Errors.INVALID_RECORD, "the batch says to hold " + count + " records, more than fit in it");
        }
        if (BatchHeader.isControl(batch, at)) {
            return refused(Errors.INVALID_RECORD, "control records are written by the log alone");
        }
        if (BatchHeader.isTransactional(batch, at) && BatchHeader.producerId(batch, at) < 0) {
            return refused(Errors.INVALID_RECORD, "a batch of a transaction needs a producer id");
        }
        if (BatchHeader.producerId(batch, at) >= 0
                && (BatchHeader.producerEpoch(batch, at) < 0 || BatchHeader.baseSequence(batch, at) < 0)) {
            return refused(Errors.INVALID_RECORD, "an idempotent batch needs an epoch and a sequence number");
        }
        int compression = BatchHeader.compression(batch, at);
        if (compression > ZSTD) {
            return refused(Errors.INVALID_RECORD, "compression " + compression + " is unknown");
        }
        if (compression == ZSTD && version < ZSTD_SINCE) {
            return refused(Errors.UNSUPPORTED_COMPRESSION_TYPE, "zstd is allowed from version 7 of Produce on");
        }
        return null;
    }

    private static @Nullable BatchCheck checkTimestamps(ByteBuffer batch, TopicSettings settings, long nowMs) {
        if (settings.logAppendTime()) {
            return null;
        }
        int at = batch.position();
        if (BatchHeader.logAppendTime(batch, at)) {
            return refused(Errors.INVALID_TIMESTAMP, "the time of append is the log's to set");
        }
        long newest = BatchHeader.maxTimestamp(batch, at);
        long ahead = newest - nowMs;
        if (newest > nowMs && ahead > settings.timestampAfterMaxMs()) {
            return refused(
                    Errors.INVALID_TIMESTAMP,
                    "timestamp " + newest + " lies " + ahead + " ms ahead, message.timestamp.after.max.ms is "
                            + settings.timestampAfterMaxMs());
        }
        if (newest >= 0 && nowMs - newest > settings.timestampBeforeMaxMs()) {
            return refused(
                    Errors.INVALID_TIMESTAMP,
                    "timestamp " + newest + " lies " + -ahead + " ms back, message.timestamp.before.max.ms is "
                            + settings.timestampBeforeMaxMs());
        }
        return null;
    }

    private static @Nullable BatchCheck checkKeys(ByteBuffer batch) {
        List<Integer> keyless = new ArrayList<>();
        try {
            RecordCursor records = new RecordCursor().over(batch, batch.position());
            for (int number = 0; records.next(); number++) {
                if (records.keySize() < 0 && keyless.size() < MOST_BAD_RECORDS) {
                    keyless.add(number);
                }
            }
        } catch (CorruptBatch e) {
            return refused(Errors.CORRUPT_MESSAGE, e.getMessage());
        }
        return keyless.isEmpty()
                ? null
                : new BatchCheck(
                        null, Errors.INVALID_RECORD, "a compacted topic takes no record without a key", keyless);
    }

    /** The producer's own bytes stay as they are: it may have to send them again. */
    private static ByteBuffer stamped(ByteBuffer batch, long nowMs) {
        ByteBuffer copy =
                ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        BatchHeader.setMaxTimestampAndType(copy, 0, nowMs, true);
        return copy;
    }

    private static BatchCheck refused(Errors error, @Nullable String message) {
        return new BatchCheck(null, error, message, List.of());
    }
}
