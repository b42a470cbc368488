package io.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record's own time; a record with a negative one is logged and dropped. *Immutable.* */
public class LogAndSkipOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    private static final Logger LOG = LoggerFactory.getLogger(LogAndSkipOnInvalidTimestamp.class);

    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime) {
        LOG.warn(
                "Record {}-{}@{} is dropped: its timestamp {} is no time",
                record.topic(),
                record.partition(),
                record.offset(),
                recordTimestamp);
        return recordTimestamp;
    }
}
