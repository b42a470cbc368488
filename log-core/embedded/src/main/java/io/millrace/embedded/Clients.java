package io.millrace.embedded;

import io.millrace.client.LogAdmin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.kafka.LogConsumer;
import io.millrace.client.kafka.LogProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clients that a log has handed out, which end with it. <i>Any thread.</i> */
final class Clients {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String servers;
    private final List<LogProducer<?, ?>> producers = new ArrayList<>();
    private final List<LogConsumer<?, ?>> consumers = new ArrayList<>();
    private @Nullable LogAdmin admin;
    private boolean closed;

    Clients(String servers) {
        this.servers = servers;
    }

    synchronized <K, V> LogProducer<K, V> producer(
            Map<String, ?> configs, @Nullable Serializer<K> keys, @Nullable Serializer<V> values) {
        checkOpen();
        LogProducer<K, V> made = new LogProducer<>(here(configs), keys, values);
        producers.removeIf(LogProducer::isClosed);
        producers.add(made);
        return made;
    }

    synchronized <K, V> LogConsumer<K, V> consumer(
            Map<String, ?> configs, @Nullable Deserializer<K> keys, @Nullable Deserializer<V> values) {
        checkOpen();
        LogConsumer<K, V> made = new LogConsumer<>(here(configs), keys, values);
        consumers.removeIf(LogConsumer::isClosed);
        consumers.add(made);
        return made;
    }

    synchronized LogAdmin admin() {
        checkOpen();
        LogAdmin made = admin;
        if (made == null) {
            made = LogAdmin.start(ClientConfig.to(servers));
            admin = made;
        }
        return made;
    }

    /** Ends those that nobody closed; a thread that waits in one of them is told. */
    void close() {
        List<AutoCloseable> left = new ArrayList<>();
        List<LogConsumer<?, ?>> reading;
        synchronized (this) {
            closed = true;
            producers.forEach(producer -> left.add(() -> producer.close(PATIENCE)));
            reading = List.copyOf(consumers);
            LogAdmin made = admin;
            if (made != null) {
                left.add(made);
            }
            producers.clear();
            consumers.clear();
            admin = null;
        }
        reading.forEach(Clients::close);
        for (AutoCloseable each : left) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("a client did not close well: {}", e.getMessage());
            }
        }
    }

    /** A consumer is its user's thread's, which is woken up when it is in a call. */
    private static void close(LogConsumer<?, ?> consumer) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                consumer.close(CloseOptions.timeout(PATIENCE));
                return;
            } catch (ConcurrentModificationException inUse) {
                if (System.nanoTime() - deadline > 0) {
                    LOG.warn("a consumer was in use when its log closed: {}", inUse.getMessage());
                    return;
                }
                consumer.wakeup();
                Thread.onSpinWait();
            } catch (RuntimeException e) {
                LOG.warn("a consumer did not close well: {}", e.getMessage());
                return;
            }
        }
    }

    private Map<String, Object> here(Map<String, ?> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return all;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }
}
