package io.millrace.embedded;

import io.millrace.client.LogAdmin;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A log that runs in this JVM. <i>Any thread.</i> */
public interface EmbeddedLog extends AutoCloseable {
    /** {@code host:port} for Kafka clients; throws IllegalStateException when no port was asked for. */
    String bootstrapServers();

    /** {@code inprocess:<id>}: the bootstrap address for Millrace's own clients in this JVM. */
    String inProcessServers();

    /** Why it takes nothing any more until it is started again, naming the directory; null while it does. */
    @Nullable
    String failure();

    /** Why it takes no records now, for want of room on the disk; null while it does. */
    @Nullable
    String shortage();

    /** A producer of this log, without a socket; Kafka's keys, the serializers among them. It ends with the log. */
    <K, V> Producer<K, V> producer(Map<String, ?> configs);

    /** As above, with serializers that are ready. */
    <K, V> Producer<K, V> producer(Map<String, ?> configs, Serializer<K> keys, Serializer<V> values);

    /** A consumer of this log, without a socket; Kafka's keys, the deserializers among them. It ends with the log. */
    <K, V> Consumer<K, V> consumer(Map<String, ?> configs);

    /** As above, with deserializers that are ready. */
    <K, V> Consumer<K, V> consumer(Map<String, ?> configs, Deserializer<K> keys, Deserializer<V> values);

    /** Administers this log, without a socket; one for all who ask, and it ends with the log. */
    LogAdmin admin();

    /** Stops cleanly, its clients first; no thread, file handle or port is left. */
    @Override
    void close();
}
