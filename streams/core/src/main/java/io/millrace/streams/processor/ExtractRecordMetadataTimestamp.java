package io.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The time that the record carries itself; what to do with a negative one, the subclass says. *Immutable.* */
abstract class ExtractRecordMetadataTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long timestamp = record.timestamp();
        return timestamp >= 0 ? timestamp : onInvalidTimestamp(record, timestamp, partitionTime);
    }

    /** The time to take instead of a negative one, or a negative one to drop the record. */
    public abstract long onInvalidTimestamp(
            ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime);
}
