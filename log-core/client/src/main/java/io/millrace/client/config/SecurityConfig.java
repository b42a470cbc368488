package io.millrace.client.config;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** How connections are secured: the keys of TLS and SASL, as Kafka declares and checks them. <i>Immutable.</i> */
public final class SecurityConfig {
    /** Plain TCP. */
    public static final SecurityConfig PLAINTEXT = new SecurityConfig("PLAINTEXT", Map.of());

    private final String protocol;
    private final Map<String, Object> values;

    private SecurityConfig(String protocol, Map<String, Object> values) {
        this.protocol = protocol;
        this.values = values;
    }

    /** Binds the keys of security; throws IllegalArgumentException that names a bad one. */
    public static SecurityConfig from(Settings settings) {
        return from(settings, "");
    }

    /** As above, of keys whose names begin so. */
    public static SecurityConfig from(Settings settings, String prefix) {
        String protocol = settings.get(SecurityKeys.under(prefix, SecurityKeys.SECURITY_PROTOCOL));
        if (protocol.equals("PLAINTEXT")) {
            return PLAINTEXT;
        }
        Map<String, String> given = new HashMap<>();
        for (Key<String> key : SecurityKeys.OF_KAFKA) {
            Key<String> named = SecurityKeys.under(prefix, key);
            if (settings.has(named)) {
                given.put(key.name(), settings.get(named));
            }
        }
        if (protocol.startsWith("SASL_")) {
            checkMechanism(given.get(SaslConfigs.SASL_MECHANISM));
        }
        try {
            return new SecurityConfig(protocol, SecurityKeys.kafka().parse(given));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What a client of Kafka's was given, whatever else is among it; throws IllegalArgumentException that names a bad one. */
    public static SecurityConfig of(Map<String, ?> given) {
        Map<String, String> texts = new HashMap<>();
        for (Key<?> key : SecurityKeys.ALL) {
            Object value = given.get(key.name());
            if (value != null) {
                texts.put(key.name(), text(value));
            }
        }
        return from(Settings.of(texts, SecurityKeys.ALL));
    }

    /** By Kafka's name. */
    public String protocol() {
        return protocol;
    }

    /** Whether connections are TLS. */
    public boolean tls() {
        return protocol.endsWith("SSL");
    }

    /** Whether the client logs in by SASL. */
    public boolean sasl() {
        return protocol.startsWith("SASL_");
    }

    /** The mechanism of SASL. */
    public String mechanism() {
        return String.valueOf(values.get(SaslConfigs.SASL_MECHANISM));
    }

    /** Values of the types that Kafka's declarations give them: what is secret is a {@code Password}. */
    public Map<String, Object> values() {
        return new HashMap<>(values);
    }

    /** Names the protocol alone. */
    @Override
    public String toString() {
        return protocol;
    }

    private static String text(Object value) {
        if (value instanceof Password secret) {
            return secret.value();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value instanceof Class<?> type ? type.getName() : String.valueOf(value);
    }

    private static void checkMechanism(@Nullable String mechanism) {
        if (mechanism == null || mechanism.isEmpty() || mechanism.equals(SaslConfigs.GSSAPI_MECHANISM)) {
            throw new IllegalArgumentException("sasl.mechanism: expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or"
                    + " OAUTHBEARER; GSSAPI, the default of Kafka, is not supported");
        }
    }
}
