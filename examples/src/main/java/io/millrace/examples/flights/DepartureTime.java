package io.millrace.examples.flights;

import io.millrace.streams.processor.TimestampExtractor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Event time is the flight's departure; a line that is no flight goes with the time of its partition. <i>Any thread.</i> */
public final class DepartureTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.value() instanceof Line line && line.flight() != null
                ? line.flight().departureMs()
                : Math.max(partitionTime, 0);
    }
}
