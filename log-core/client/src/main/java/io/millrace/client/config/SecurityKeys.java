package io.millrace.client.config;

import io.millrace.base.Key;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * The keys of TLS and SASL. Types and defaults are taken from Kafka's own declarations, so that they cannot differ; what
 * concerns Kerberos is not carried out, and not here.
 */
public final class SecurityKeys {
    /** How connections are secured. */
    public static final Key<String> SECURITY_PROTOCOL = Key.ofChoice(
            "security.protocol",
            "PLAINTEXT",
            List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
            "How connections are secured: TLS with SSL, a login with SASL.");

    /** What is handed to Kafka's engines and login modules. */
    static final List<Key<String>> OF_KAFKA = List.of(
            key("ssl.protocol", "Newest protocol that TLS may use."),
            key("ssl.enabled.protocols", "Protocols that TLS may use."),
            key("ssl.cipher.suites", "Cipher suites that TLS may use; empty for those of the JVM."),
            key("ssl.provider", "Security provider of TLS; empty for the JVM's."),
            key("ssl.truststore.location", "File of the authorities that a node's certificate may come from."),
            key("ssl.truststore.password", "Password of the trust store."),
            key("ssl.truststore.type", "Kind of trust store: JKS, PKCS12 or PEM."),
            key("ssl.truststore.certificates", "The authorities' certificates themselves, as PEM, instead of a file."),
            key("ssl.keystore.location", "File of the client's key and certificate, for nodes that ask for one."),
            key("ssl.keystore.password", "Password of the key store."),
            key("ssl.key.password", "Password of the private key."),
            key("ssl.keystore.type", "Kind of key store: JKS, PKCS12 or PEM."),
            key("ssl.keystore.key", "The private key itself, as PEM, instead of a file."),
            key("ssl.keystore.certificate.chain", "The client's certificates themselves, as PEM, instead of a file."),
            key(
                    "ssl.endpoint.identification.algorithm",
                    "How a node's name is compared with its certificate; empty compares nothing."),
            key("ssl.keymanager.algorithm", "Algorithm that chooses keys."),
            key("ssl.trustmanager.algorithm", "Algorithm that checks certificates."),
            key("ssl.secure.random.implementation", "Source of chance for TLS; empty for the JVM's."),
            key("ssl.engine.factory.class", "Class that makes the engines of TLS, instead of Kafka's own."),
            key("sasl.mechanism", "How the client logs in: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER."),
            key("sasl.jaas.config", "Login module and credentials, as one line of JAAS."),
            key("sasl.client.callback.handler.class", "Class that answers what the mechanism asks for."),
            key("sasl.login.callback.handler.class", "Class that answers what the login module asks for."),
            key("sasl.login.class", "Class that logs in, instead of Kafka's own."),
            key("sasl.login.connect.timeout.ms", "How long to wait for a connection to the token's endpoint."),
            key("sasl.login.read.timeout.ms", "How long to wait for the token's endpoint to answer."),
            key("sasl.login.retry.backoff.ms", "First pause before the token's endpoint is asked again."),
            key("sasl.login.retry.backoff.max.ms", "Longest pause before the token's endpoint is asked again."),
            key("sasl.login.refresh.window.factor", "Part of a token's life after which it is renewed."),
            key("sasl.login.refresh.window.jitter", "Part of a token's life by which its renewal may be later."),
            key("sasl.login.refresh.min.period.seconds", "Least time between two renewals of a token."),
            key("sasl.login.refresh.buffer.seconds", "Time before a token's end by which it is renewed."),
            key("sasl.oauthbearer.token.endpoint.url", "Where tokens come from."),
            key("sasl.oauthbearer.client.credentials.client.id", "The client's name at the token's endpoint."),
            key("sasl.oauthbearer.client.credentials.client.secret", "The client's secret at the token's endpoint."),
            key("sasl.oauthbearer.scope", "What a token is asked for."),
            key("sasl.oauthbearer.header.urlencode", "Whether name and secret are URL-encoded in the header."),
            key("sasl.oauthbearer.jwt.retriever.class", "Class that gets tokens."),
            key("sasl.oauthbearer.jwt.validator.class", "Class that checks tokens."),
            key("sasl.oauthbearer.scope.claim.name", "Claim of a token that lists what it is good for."),
            key("sasl.oauthbearer.sub.claim.name", "Claim of a token that names who it is for."),
            key("sasl.oauthbearer.assertion.algorithm", "How an assertion for the token's endpoint is signed."),
            key("sasl.oauthbearer.assertion.file", "File with an assertion that is made already."),
            key("sasl.oauthbearer.assertion.private.key.file", "File of the key that signs assertions."),
            key("sasl.oauthbearer.assertion.private.key.passphrase", "Password of the key that signs assertions."),
            key("sasl.oauthbearer.assertion.template.file", "File with headers and claims of assertions."),
            key("sasl.oauthbearer.assertion.claim.aud", "Claim aud of assertions."),
            key("sasl.oauthbearer.assertion.claim.iss", "Claim iss of assertions."),
            key("sasl.oauthbearer.assertion.claim.sub", "Claim sub of assertions."),
            key("sasl.oauthbearer.assertion.claim.exp.seconds", "How long an assertion holds."),
            key("sasl.oauthbearer.assertion.claim.nbf.seconds", "How long before now an assertion begins to hold."),
            key("sasl.oauthbearer.assertion.claim.jti.include", "Whether each assertion gets a number of its own."));

    /** All of them. */
    public static final List<Key<?>> ALL = all();

    private SecurityKeys() {}

    /** The same under names that begin so, for a part that reads other keys beside them. */
    public static List<Key<?>> under(String prefix) {
        List<Key<?>> keys = new ArrayList<>();
        keys.add(under(prefix, SECURITY_PROTOCOL));
        OF_KAFKA.forEach(key -> keys.add(under(prefix, key)));
        return List.copyOf(keys);
    }

    static Key<String> under(String prefix, Key<String> key) {
        return new Key<>(
                prefix + key.name(),
                key.type(),
                key.fallback(),
                key.says(),
                key.expects(),
                key.secret(),
                key.reader(),
                key.allowed());
    }

    /** Kafka's declarations. */
    static ConfigDef kafka() {
        ConfigDef kafka = new ConfigDef();
        SslConfigs.addClientSslSupport(kafka);
        SaslConfigs.addClientSaslSupport(kafka);
        return kafka;
    }

    private static List<Key<?>> all() {
        List<Key<?>> all = new ArrayList<>(OF_KAFKA);
        all.add(0, SECURITY_PROTOCOL);
        return List.copyOf(all);
    }

    private static Key<String> key(String name, String says) {
        ConfigKey declared = Declared.KAFKA.configKeys().get(name);
        if (declared == null) {
            throw new IllegalStateException("Kafka has no key " + name);
        }
        Type type = declared.type();
        // Kafka's default mechanism is one that is not carried out.
        Object fallback = name.equals(SaslConfigs.SASL_MECHANISM) ? null : declared.defaultValue;
        boolean secret = type == Type.PASSWORD;
        boolean number = type == Type.INT || type == Type.LONG || type == Type.SHORT || type == Type.DOUBLE;
        return new Key<>(
                name,
                switch (type) {
                    case INT, SHORT -> "int";
                    case LONG -> "long";
                    case BOOLEAN -> "boolean";
                    default -> "string";
                },
                fallback == null || secret ? "" : String.valueOf(ConfigDef.convertToString(fallback, type)),
                says,
                number ? "a number" : type == Type.BOOLEAN ? "true or false" : "text",
                secret,
                text -> checked(name, text, number || type == Type.BOOLEAN ? type : Type.STRING),
                value -> true);
    }

    private static String checked(String name, String text, Type type) {
        try {
            ConfigDef.parseType(name, text, type);
            return text;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Before the keys, which are made from it. */
    private static final class Declared {
        private static final ConfigDef KAFKA = kafka();
    }
}
