package io.millrace.benchmarks.torture;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The node under torture as its clients see it, and what they write down. <i>Any thread.</i> */
record Site(String bootstrap, History history) {
    /** Apache Kafka's own client: what is tested is the node. */
    KafkaProducer<byte[], byte[]> producer(Object... settings) {
        Map<String, Object> all = with(settings);
        all.putIfAbsent("acks", "all");
        all.putIfAbsent("linger.ms", 2);
        all.putIfAbsent("delivery.timeout.ms", 120_000);
        all.putIfAbsent("request.timeout.ms", 10_000);
        all.putIfAbsent("max.block.ms", 60_000);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    KafkaConsumer<byte[], byte[]> consumer(Object... settings) {
        Map<String, Object> all = with(settings);
        all.putIfAbsent("auto.offset.reset", "earliest");
        all.putIfAbsent("enable.auto.commit", false);
        all.putIfAbsent("request.timeout.ms", 10_000);
        all.putIfAbsent("fetch.max.wait.ms", 100);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> with(Object... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("bootstrap.servers", bootstrap);
        // A node that comes back is found again at once.
        all.put("reconnect.backoff.ms", 20);
        all.put("reconnect.backoff.max.ms", 100);
        all.put("retry.backoff.ms", 20);
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return all;
    }
}
