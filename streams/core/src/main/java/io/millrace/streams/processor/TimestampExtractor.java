package io.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Says what time a record is of. */
@FunctionalInterface
public interface TimestampExtractor {
    /** The record's time in milliseconds; a negative one drops it. {@code partitionTime} is the largest of its partition, or -1. */
    long extract(ConsumerRecord<Object, Object> record, long partitionTime);
}
