package io.millrace.streams.processor;

import io.millrace.streams.errors.StreamsException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The record's own time; a negative one stops the job. The default. *Immutable.* */
public class FailOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime) {
        throw new StreamsException("Record " + record.topic() + "-" + record.partition() + "@" + record.offset()
                + " has the timestamp " + recordTimestamp + ", which is no time."
                + " Choose another TimestampExtractor to go past such records.");
    }
}
