package io.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The time at which the record is read. *Immutable.* */
public class WallclockTimestampExtractor implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return System.currentTimeMillis();
    }
}
