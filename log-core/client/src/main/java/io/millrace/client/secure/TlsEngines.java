package io.millrace.client.secure;

import io.millrace.client.config.SecurityConfig;
import io.millrace.net.Tls;
import java.io.File;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.SslFactory;

/** Engines by {@code ssl.*}, as Kafka's own clients make them. <i>Any thread.</i> */
public final class TlsEngines implements Tls, AutoCloseable {
    private final SslFactory factory = new SslFactory(ConnectionMode.CLIENT);

    /** Reads key and trust stores; throws KafkaException when one cannot be read. */
    public TlsEngines(SecurityConfig config) {
        Map<String, Object> values = config.values();
        if (values.get(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG) == null) {
            // Kafka would log a trace before it says so.
            readable(values, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
            readable(values, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
        }
        factory.configure(values);
    }

    @Override
    public SSLEngine engine(String host, int port) {
        return factory.createSslEngine(host, port);
    }

    private static void readable(Map<String, Object> values, String key) {
        Object location = values.get(key);
        if (location != null && !new File(location.toString()).canRead()) {
            throw new KafkaException(key + "=" + location + ": there is no such file that can be read");
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
