package io.millrace.client.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.kafka.LogConsumer;
import io.millrace.client.kafka.LogProducer;
import io.millrace.peers.ApacheKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our clients at an Apache Kafka that asks for certificates and logins, and ends sessions after two seconds. */
@Tag("full")
@Timeout(120)
class SecuredApacheKafkaTest {
    private static final String PASSWORD = "changeit-not";
    private static final String MODULES = "org.apache.kafka.common.security.";

    @TempDir
    static Path directory;

    private static Certificates authority;
    private static ApacheKafka kafka;
    private static int saslPort;
    private static int tlsPort;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ApacheKafka.isResolved(), "the broker's jars were not resolved");
        authority = new Certificates("the authority");
        Path store = authority.issue("localhost").keyStore(directory.resolve("broker.p12"), "PKCS12", PASSWORD);
        Path trust = authority.trustStore(directory.resolve("trust.p12"), "PKCS12", PASSWORD);
        saslPort = freePort();
        tlsPort = freePort();
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_SSL,CERTIFICATE:SSL");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", store.toString());
        settings.put("ssl.keystore.password", PASSWORD);
        settings.put("ssl.key.password", PASSWORD);
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.location", trust.toString());
        settings.put("ssl.truststore.password", PASSWORD);
        settings.put("listener.name.certificate.ssl.client.auth", "required");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER");
        settings.put("connections.max.reauth.ms", "2000");
        settings.put(
                "listener.name.login.plain.sasl.jaas.config",
                MODULES + "plain.PlainLoginModule required user_alice=\"wonder\";");
        settings.put(
                "listener.name.login.scram-sha-256.sasl.jaas.config", MODULES + "scram.ScramLoginModule required;");
        settings.put(
                "listener.name.login.scram-sha-512.sasl.jaas.config", MODULES + "scram.ScramLoginModule required;");
        settings.put(
                "listener.name.login.oauthbearer.sasl.jaas.config",
                MODULES + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
        kafka = ApacheKafka.formatted(directory.resolve("kafka"), 1, List.of("-Xmx512m", "-XX:+UseSerialGC"), settings);
        openPorts(directory.resolve("kafka").resolve("broker-1.properties"));
        kafka.startNode(1);
        kafka.awaitReady(1);
        try (var admin =
                org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                "alice", new ScramCredentialInfo(mechanism, 4096), "wonder")))
                        .all()
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"})
    void whoLogsInProducesConsumesAndAdministers(String mechanism) throws Exception {
        works("login-" + mechanism, login(mechanism, "wonder"), mechanism.equals("SCRAM-SHA-512") ? 5_000 : 0);
    }

    @Test
    void whoHasACertificateProducesConsumesAndAdministers() throws Exception {
        Certificates.Issued ours = authority.issue("alice");
        Map<String, String> keys = new HashMap<>(trusting(authority, "localhost:" + tlsPort));
        keys.put("security.protocol", "SSL");
        assertThatThrownBy(() -> nodes(keys)).isInstanceOf(SslAuthenticationException.class);
        keys.put("ssl.keystore.type", "PEM");
        keys.put("ssl.keystore.key", ours.keyPem());
        keys.put("ssl.keystore.certificate.chain", ours.certificatePem());
        works("certificate", keys, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void aWrongPasswordIsFinalInTheBrokersWords(String mechanism) throws Exception {
        Map<String, String> keys = login(mechanism, "hatter");
        assertThatThrownBy(() -> nodes(keys))
                .isInstanceOf(SaslAuthenticationException.class)
                .hasMessageContaining("Authentication failed")
                .hasMessageNotContaining("hatter");
    }

    @Test
    void aStrangersCertificateAndAnotherNameAreFinal() throws Exception {
        Map<String, String> strange = login("PLAIN", "wonder");
        strange.putAll(trusting(new Certificates("a stranger"), "localhost:" + saslPort));
        strange.put("security.protocol", "SASL_SSL");
        assertThatThrownBy(() -> nodes(strange)).isInstanceOf(SslAuthenticationException.class);

        Map<String, String> named = login("PLAIN", "wonder");
        named.put("bootstrap.servers", "127.0.0.1:" + saslPort);
        assertThatThrownBy(() -> nodes(named)).isInstanceOf(SslAuthenticationException.class);
    }

    private static void works(String topic, Map<String, String> keys, long forMs) throws Exception {
        administer(topic, keys);
        Map<String, Object> client = new HashMap<>(keys);
        int sent = 0;
        try (LogProducer<String, String> producer =
                new LogProducer<>(client, new StringSerializer(), new StringSerializer())) {
            long until = System.nanoTime() + forMs * 1_000_000;
            do {
                producer.send(new ProducerRecord<>(topic, "k", "v" + sent)).get();
                sent++;
            } while (System.nanoTime() < until || sent < 100);
        }
        client.put("group.id", topic);
        client.put("auto.offset.reset", "earliest");
        try (LogConsumer<String, String> consumer =
                new LogConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            int read = 0;
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (read < sent && System.nanoTime() < deadline) {
                read += consumer.poll(Duration.ofMillis(200)).count();
            }
            assertThat(read).isEqualTo(sent);
            consumer.commitSync();
        }
    }

    private static void administer(String topic, Map<String, String> keys) {
        PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
        try (LogClient client = open(keys, loop)) {
            Admin.Outcomes made = Await.value(
                    loop, 30_000, answer -> client.admin().createTopics(List.of(new NewTopic(topic, 1)), answer));
            made.orThrow();
        }
    }

    private static int nodes(Map<String, String> keys) {
        PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
        try (LogClient client = open(keys, loop)) {
            List<?> found = Await.value(loop, 30_000, client.metadata()::allTopics);
            return found.size();
        }
    }

    private static LogClient open(Map<String, String> keys, PumpedLoop loop) {
        return LogClient.open(ClientConfig.from(Settings.of(keys, ClientKeys.ALL)), loop);
    }

    private static Map<String, String> trusting(Certificates whom, String bootstrap) throws Exception {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                whom.pem());
    }

    private static Map<String, String> login(String mechanism, String password) throws Exception {
        Map<String, String> keys = new HashMap<>(trusting(authority, "localhost:" + saslPort));
        keys.put("security.protocol", "SASL_SSL");
        keys.put("sasl.mechanism", mechanism);
        String who = " required username=\"alice\" password=\"" + password + "\";";
        keys.put(
                "sasl.jaas.config",
                switch (mechanism) {
                    case "PLAIN" -> MODULES + "plain.PlainLoginModule" + who;
                    case "OAUTHBEARER" ->
                        MODULES
                                + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"alice\";";
                    default -> MODULES + "scram.ScramLoginModule" + who;
                });
        return keys;
    }

    private static void openPorts(Path properties) throws Exception {
        String more = ",LOGIN://localhost:" + saslPort + ",CERTIFICATE://localhost:" + tlsPort;
        String text = Files.readString(properties);
        Files.writeString(properties, text.replaceAll("(?m)^((advertised\\.)?listeners=.*)$", "$1" + more));
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
