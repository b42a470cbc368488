package io.millrace.client.kafka;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer's interceptors in their order; what one of them throws is logged and changes nothing. <i>Any thread.</i> */
final class Interceptors<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(LogProducer.class);

    private final List<ProducerInterceptor<K, V>> all;

    Interceptors(List<ProducerInterceptor<K, V>> all) {
        this.all = all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    // Foreign code: whatever it throws, Kafka's contract is to log it and go on.
    ProducerRecord<K, V> onSend(ProducerRecord<K, V> record) {
        ProducerRecord<K, V> passed = record;
        for (ProducerInterceptor<K, V> each : all) {
            try {
                passed = each.onSend(passed);
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed before a record to {}", record.topic(), e);
            }
        }
        return passed;
    }

    void onAcknowledgement(RecordMetadata metadata, @Nullable Exception failure, @Nullable Headers headers) {
        for (ProducerInterceptor<K, V> each : all) {
            try {
                each.onAcknowledgement(metadata, failure, headers);
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed on an acknowledgement", e);
            }
        }
    }

    void onSendError(ProducerRecord<K, V> record, int partition, Exception failure) {
        TopicPartition where = new TopicPartition(record.topic(), partition);
        onAcknowledgement(new RecordMetadata(where, -1, -1, -1, -1, -1), failure, record.headers());
    }

    void close() {
        for (ProducerInterceptor<K, V> each : all) {
            try {
                each.close();
            } catch (RuntimeException e) {
                LOG.error("an interceptor failed to close", e);
            }
        }
    }
}
