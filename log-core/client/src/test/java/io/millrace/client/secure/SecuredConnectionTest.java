package io.millrace.client.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.metadata.TopicInfo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a node that wants TLS or a login. */
@Timeout(60)
class SecuredConnectionTest {
    private static final String PASSWORD = "mark-of-a-secret";

    @TempDir
    static Path files;

    private static Certificates authority;
    private static Certificates stranger;
    private static SSLContext node;

    @BeforeAll
    static void issue() throws Exception {
        authority = new Certificates("the authority");
        stranger = new Certificates("a stranger");
        node = context(authority.issue("localhost"));
        authority.trustStore(files.resolve("trust.jks"), "JKS", PASSWORD);
        authority.trustStore(files.resolve("trust.p12"), "PKCS12", PASSWORD);
        Files.writeString(files.resolve("trust.pem"), authority.pem());
    }

    @ParameterizedTest
    @CsvSource({"JKS, trust.jks", "PKCS12, trust.p12"})
    void aStoreTellsWhomToTrust(String type, String file) throws Exception {
        try (SecureNode secured = new SecureNode(node, false, List.of(), 0)) {
            assertThat(topics(
                            secured,
                            Map.of(
                                    "security.protocol",
                                    "SSL",
                                    "ssl.truststore.type",
                                    type,
                                    "ssl.truststore.location",
                                    files.resolve(file).toString(),
                                    "ssl.truststore.password",
                                    PASSWORD)))
                    .containsExactly("everything");
        }
    }

    @Test
    void pemTellsWhomToTrustInAFileOrInTheKeyItself() throws Exception {
        try (SecureNode secured = new SecureNode(node, false, List.of(), 0)) {
            String file = files.resolve("trust.pem").toString();
            assertThat(topics(
                            secured,
                            Map.of(
                                    "security.protocol", "SSL",
                                    "ssl.truststore.type", "PEM",
                                    "ssl.truststore.location", file)))
                    .containsExactly("everything");
            assertThat(topics(secured, trusting(authority))).containsExactly("everything");
        }
    }

    @Test
    void whatIsLargerThanAnyBufferGoesThroughBothWays() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            names.add("a-topic-with-a-name-of-some-length-" + i);
        }
        try (SecureNode secured = new SecureNode(node, false, List.of(), 0)) {
            int found = with(
                    secured,
                    trusting(authority),
                    (client, answer) -> client.metadata()
                            .refresh(names, (all, failure) -> answer.done(all == null ? null : all.size(), failure)));
            assertThat(found).isEqualTo(names.size());
        }
    }

    @Test
    void anUnknownAuthorityIsRefusedForGood() throws Exception {
        try (SecureNode secured = new SecureNode(node, false, List.of(), 0)) {
            assertThatThrownBy(() -> topics(secured, trusting(stranger)))
                    .isInstanceOf(SslAuthenticationException.class)
                    .hasMessageContaining(secured.address())
                    .hasMessageContaining("certification path");
            assertThat(secured.connections).hasValue(1);
            assertThat(secured.asked).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessNamesAreNotCompared() throws Exception {
        SSLContext other = context(authority.issue("elsewhere.example"));
        try (SecureNode secured = new SecureNode(other, false, List.of(), 0)) {
            assertThatThrownBy(() -> topics(secured, trusting(authority)))
                    .isInstanceOf(SslAuthenticationException.class)
                    .hasMessageContaining("localhost");

            Map<String, String> careless = new HashMap<>(trusting(authority));
            careless.put("ssl.endpoint.identification.algorithm", "");
            assertThat(topics(secured, careless)).containsExactly("everything");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        SSLContext expired = context(authority.issue("localhost", Instant.now().minusSeconds(3_600)));
        try (SecureNode secured = new SecureNode(expired, false, List.of(), 0)) {
            assertThatThrownBy(() -> topics(secured, trusting(authority)))
                    .isInstanceOf(SslAuthenticationException.class)
                    .hasStackTraceContaining("NotAfter");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aNodeThatAsksForACertificateTakesOursAndNobodyElses(String protocol) throws Exception {
        Certificates.Issued ours = authority.issue("me");
        String store = ours.keyStore(files.resolve("me-" + protocol + ".p12"), "PKCS12", PASSWORD)
                .toString();
        try (SecureNode secured = new SecureNode(node, true, List.of(), 0)) {
            Map<String, String> keys = new HashMap<>(trusting(authority));
            keys.put("ssl.enabled.protocols", protocol);
            assertThatThrownBy(() -> topics(secured, keys)).isInstanceOf(SslAuthenticationException.class);

            Map<String, String> pem = new HashMap<>(keys);
            pem.put("ssl.keystore.type", "PEM");
            pem.put("ssl.keystore.key", ours.keyPem());
            pem.put("ssl.keystore.certificate.chain", ours.certificatePem());
            assertThat(topics(secured, pem)).containsExactly("everything");

            keys.put("ssl.keystore.type", "PKCS12");
            keys.put("ssl.keystore.location", store);
            keys.put("ssl.keystore.password", PASSWORD);
            keys.put("ssl.key.password", PASSWORD);
            assertThat(topics(secured, keys)).containsExactly("everything");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"})
    void theClientLogsInBeforeItAsksForAnything(String mechanism) throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of(mechanism), 0)) {
            assertThat(topics(secured, login(mechanism, "wonder"))).containsExactly("everything");
            assertThat(secured.asked)
                    .startsWith(ApiKeys.API_VERSIONS, ApiKeys.SASL_HANDSHAKE, ApiKeys.SASL_AUTHENTICATE)
                    .endsWith(ApiKeys.METADATA);
            assertThat(secured.violations).isEmpty();
        }
    }

    @Test
    void aLoginGoesThroughTls() throws Exception {
        try (SecureNode secured = new SecureNode(node, false, List.of("SCRAM-SHA-512"), 0)) {
            Map<String, String> keys = new HashMap<>(trusting(authority));
            keys.putAll(login("SCRAM-SHA-512", "wonder"));
            keys.put("security.protocol", "SASL_SSL");
            assertThat(topics(secured, keys)).containsExactly("everything");
            assertThat(secured.violations).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256"})
    void aWrongPasswordIsFinalAndTheNodeSaysSo(String mechanism) throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of(mechanism), 0)) {
            assertThatThrownBy(() -> topics(secured, login(mechanism, PASSWORD)))
                    .isInstanceOf(SaslAuthenticationException.class)
                    .hasMessage("Authentication failed: who are you?");
            assertThat(secured.connections).hasValue(1);
            assertThat(secured.asked).doesNotContain(ApiKeys.METADATA);
        }
    }

    @Test
    void aTokenThatIsNotGoodEnoughIsFinal() throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of("OAUTHBEARER"), 0)) {
            Map<String, String> keys = new HashMap<>(login("OAUTHBEARER", ""));
            keys.compute("sasl.jaas.config", (name, jaas) -> jaas.replace("\"log\"", "\"nothing\""));
            assertThatThrownBy(() -> topics(secured, keys)).isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void whoWaitsForATopicHearsOfARefusedLoginAtOnce() throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of("PLAIN"), 0)) {
            assertThatThrownBy(() -> with(
                            secured,
                            login("PLAIN", PASSWORD),
                            (client, answer) -> client.metadata()
                                    .topics(List.of("flights"), (found, failure) -> answer.done(found, failure))))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void aMechanismThatTheNodeDoesNotTakeIsNamedWithThoseThatItTakes() throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of("SCRAM-SHA-256"), 0)) {
            assertThatThrownBy(() -> topics(secured, login("PLAIN", "wonder")))
                    .isInstanceOf(UnsupportedSaslMechanismException.class)
                    .hasMessageContaining("PLAIN")
                    .hasMessageContaining("[SCRAM-SHA-256]");
        }
    }

    @Test
    void beforeASessionEndsTheClientLogsInAgainOnTheSameConnection() throws Exception {
        try (SecureNode secured = new SecureNode(null, false, List.of("SCRAM-SHA-256"), 1_000)) {
            PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
            try (LogClient client = open(secured, login("SCRAM-SHA-256", "wonder"), loop)) {
                long deadline = System.nanoTime() + 30_000_000_000L;
                while (secured.logins.get() < 4 && System.nanoTime() < deadline) {
                    // One metadata channel to the address to begin with, one to the node that it named.
                    assertThat(Await.<List<TopicInfo>>value(loop, 10_000, client.metadata()::allTopics))
                            .hasSize(1);
                    loop.turn(5);
                }
            }
            assertThat(secured.logins.get()).isGreaterThanOrEqualTo(4);
            assertThat(secured.connections.get()).isLessThanOrEqualTo(2);
            assertThat(secured.violations).isEmpty();
        }
    }

    @Test
    void modulesThatReachOutAreRefused() throws Exception {
        for (String module : List.of(
                "com.sun.security.auth.module.JndiLoginModule", "com.sun.security.auth.module.LdapLoginModule")) {
            Map<String, String> keys = new HashMap<>(login("PLAIN", "wonder"));
            keys.put("sasl.jaas.config", module + " required user.provider.url=\"ldap://127.0.0.1:1/x\";");
            assertThatThrownBy(() -> openOnly(keys))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(module)
                    .hasMessageContaining("not allowed");
        }
    }

    @Test
    void tokensComeFromAllowedPlacesOnly() {
        Map<String, String> keys = new HashMap<>(login("OAUTHBEARER", ""));
        keys.put("sasl.oauthbearer.token.endpoint.url", "http://127.0.0.1:1/token");
        keys.put(
                "sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        keys.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"a\""
                        + " clientSecret=\"" + PASSWORD + "\";");
        assertThatThrownBy(() -> openOnly(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("org.apache.kafka.sasl.oauthbearer.allowed.urls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GSSAPI"})
    void aLoginNeedsAMechanismThatIsCarriedOut(String mechanism) {
        assertThatThrownBy(() -> openOnly(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", mechanism)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sasl.mechanism");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        assertThatThrownBy(() ->
                        openOnly(Map.of("security.protocol", "SSL", "ssl.truststore.location", "/nowhere/trust.jks")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/nowhere/trust.jks");
    }

    @Test
    void passwordsAreNeverPrinted() throws Exception {
        StringWriter said = new StringWriter();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try (SecureNode secured = new SecureNode(node, false, List.of("PLAIN", "SCRAM-SHA-256"), 0)) {
            for (String mechanism : List.of("PLAIN", "SCRAM-SHA-256")) {
                Map<String, String> keys = new HashMap<>(trusting(authority));
                keys.putAll(login(mechanism, PASSWORD));
                keys.put("security.protocol", "SASL_SSL");
                keys.put("bootstrap.servers", secured.address());
                said.append(config(keys).toString())
                        .append(String.valueOf(config(keys).security()));
                print(said, () -> topics(secured, keys));

                keys.put("ssl.truststore.type", "JKS");
                keys.remove("ssl.truststore.certificates");
                keys.put("ssl.truststore.location", files.resolve("trust.pem").toString());
                keys.put("ssl.truststore.password", PASSWORD);
                print(said, () -> topics(secured, keys));

                keys.put(
                        "sasl.jaas.config",
                        login(mechanism, PASSWORD).get("sasl.jaas.config").replace(";", ""));
                print(said, () -> topics(secured, keys));
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(said.toString()).contains("who are you?").doesNotContain(PASSWORD);
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(PASSWORD);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void print(StringWriter into, Attempt attempt) {
        try {
            attempt.run();
            into.append("done");
        } catch (Exception e) {
            e.printStackTrace(new PrintWriter(into));
        }
    }

    private static Map<String, String> trusting(Certificates whom) throws Exception {
        return Map.of(
                "security.protocol", "SSL", "ssl.truststore.type", "PEM", "ssl.truststore.certificates", whom.pem());
    }

    private static Map<String, String> login(String mechanism, String password) {
        String module = switch (mechanism) {
            case "PLAIN" -> "org.apache.kafka.common.security.plain.PlainLoginModule";
            case "OAUTHBEARER" -> "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
            default -> "org.apache.kafka.common.security.scram.ScramLoginModule";
        };
        String who = mechanism.equals("OAUTHBEARER")
                ? " required unsecuredLoginStringClaim_sub=\"alice\" unsecuredLoginStringClaim_scope=\"log\";"
                : " required username=\"alice\" password=\"" + password + "\";";
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", mechanism, "sasl.jaas.config", module + who);
    }

    private static List<String> topics(SecureNode secured, Map<String, String> keys) {
        List<TopicInfo> found =
                with(secured, keys, (client, answer) -> client.metadata().allTopics(answer));
        return found.stream().map(TopicInfo::name).toList();
    }

    private static <T> T with(SecureNode secured, Map<String, String> keys, BiConsumer<LogClient, Answer<T>> call) {
        PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
        try (LogClient client = open(secured, keys, loop)) {
            return Await.value(loop, 20_000, answer -> call.accept(client, answer));
        }
    }

    private static LogClient open(SecureNode secured, Map<String, String> keys, PumpedLoop loop) {
        Map<String, String> all = new HashMap<>(keys);
        all.put("bootstrap.servers", secured.address());
        return LogClient.open(config(all), loop);
    }

    private static void openOnly(Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(keys);
        all.put("bootstrap.servers", "localhost:1");
        LogClient.open(config(all), new PumpedLoop(Clock.SYSTEM)).close();
    }

    private static ClientConfig config(Map<String, String> keys) {
        return ClientConfig.from(Settings.of(keys, ClientKeys.ALL));
    }

    private static SSLContext context(Certificates.Issued issued) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("key", issued.key(), new char[0], new java.security.cert.Certificate[] {issued.certificate()});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("JKS");
        Path file = authority.trustStore(files.resolve("node-" + System.nanoTime() + ".jks"), "JKS", PASSWORD);
        try (java.io.InputStream in = Files.newInputStream(file)) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }
}
