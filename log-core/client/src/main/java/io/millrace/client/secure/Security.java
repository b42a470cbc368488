package io.millrace.client.secure;

import io.millrace.client.config.SecurityConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What secures one client's connections, made once from its configuration. <i>Any thread.</i> */
public final class Security implements AutoCloseable {
    private final @Nullable TlsEngines tls;
    private final @Nullable Login login;

    private Security(@Nullable TlsEngines tls, @Nullable Login login) {
        this.tls = tls;
        this.login = login;
    }

    /**
     * Reads stores and logs in, as far as the protocol asks for it; plain connections cost nothing.
     *
     * @throws IllegalArgumentException when the keys do not do, and says which
     */
    public static Security open(SecurityConfig config) {
        TlsEngines tls = null;
        try {
            if (config.tls()) {
                tls = new TlsEngines(config);
            }
            return new Security(tls, config.sasl() ? new Login(config) : null);
        } catch (KafkaException | IllegalArgumentException e) {
            if (tls != null) {
                tls.close();
            }
            throw new IllegalArgumentException(config.protocol() + ": " + why(e), e);
        }
    }

    /** Engines for TLS, null without. */
    public @Nullable TlsEngines tls() {
        return tls;
    }

    /** The login for SASL, null without. */
    public @Nullable Login login() {
        return login;
    }

    @Override
    public void close() {
        if (login != null) {
            login.close();
        }
        if (tls != null) {
            tls.close();
        }
    }

    /** Kafka wraps what cannot be read several times, and the innermost says what it was. */
    private static String why(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String said = String.valueOf(failure.getMessage());
        String cause = String.valueOf(inner.getMessage());
        return said.contains(cause) ? said : said + " (" + cause + ")";
    }
}
