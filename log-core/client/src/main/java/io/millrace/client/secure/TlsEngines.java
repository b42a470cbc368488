package io.millrace.client.secure;

import io.millrace.client.config.SecurityConfig;
import io.millrace.net.Tls;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.SslFactory;

/** Engines by {@code ssl.*}, as Kafka's own clients make them. <i>Any thread.</i> */
public final class TlsEngines implements Tls, AutoCloseable {
    private final SslFactory factory = new SslFactory(ConnectionMode.CLIENT);

    /** Reads key and trust stores; throws KafkaException when one cannot be read. */
    public TlsEngines(SecurityConfig config) {
        factory.configure(config.values());
    }

    @Override
    public SSLEngine engine(String host, int port) {
        return factory.createSslEngine(host, port);
    }

    @Override
    public void close() {
        factory.close();
    }
}
