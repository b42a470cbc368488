package io.millrace.client.kafka.consumer;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's interceptors, in order; one that throws is logged and passed over. Owned by the user's thread.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class Interceptors<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Interceptors.class);

    private final List<ConsumerInterceptor<K, V>> chain;

    /** Of these. */
    public Interceptors(List<ConsumerInterceptor<K, V>> chain) {
        this.chain = chain;
    }

    /** What they make of the records. */
    public ConsumerRecords<K, V> onConsume(ConsumerRecords<K, V> records) {
        ConsumerRecords<K, V> made = records;
        for (ConsumerInterceptor<K, V> each : chain) {
            try {
                made = each.onConsume(made);
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed on records", e);
            }
        }
        return made;
    }

    void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (ConsumerInterceptor<K, V> each : chain) {
            try {
                each.onCommit(offsets);
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed on a commit", e);
            }
        }
    }

    /** Closes them. */
    public void close() {
        for (ConsumerInterceptor<K, V> each : chain) {
            try {
                each.close();
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed to close", e);
            }
        }
    }
}
