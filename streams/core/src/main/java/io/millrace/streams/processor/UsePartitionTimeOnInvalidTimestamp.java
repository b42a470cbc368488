package io.millrace.streams.processor;

import io.millrace.streams.errors.StreamsException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The record's own time; for a negative one, the largest time seen of its partition. *Immutable.* */
public class UsePartitionTimeOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime) {
        if (partitionTime < 0) {
            throw new StreamsException("Record " + record.topic() + "-" + record.partition() + "@" + record.offset()
                    + " has the timestamp " + recordTimestamp
                    + ", which is no time, and no record of its partition had one yet.");
        }
        return partitionTime;
    }
}
