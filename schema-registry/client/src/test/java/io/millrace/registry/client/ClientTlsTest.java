package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTlsTest {
    private static final String PASSWORD = "changeit";
    private static final String KEYS = "schema.registry.ssl.keystore.";
    private static final String TRUST = "schema.registry.ssl.truststore.";

    @TempDir
    Path directory;

    private Path store;
    private KeyStore keys;
    private HttpsServer server;
    private volatile boolean asksForCertificates;

    @BeforeEach
    void open() throws Exception {
        store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=elsewhere",
                        "-ext",
                        "SAN=dns:elsewhere",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", keys.getCertificate("a"));
        trust.init(trusted);
        context.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(asksForCertificates);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", exchange -> {
            byte[] answer = "[\"s\"]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void aStoreOfOnesOwnIsTrustedAndTheHostCheckedUnlessToldOtherwise() throws Exception {
        Map<String, String> trusting =
                Map.of(TRUST + "location", store.toString(), TRUST + "type", "PKCS12", TRUST + "password", PASSWORD);
        Map<String, String> anyHost = new HashMap<>(trusting);
        anyHost.put("schema.registry.ssl.endpoint.identification.algorithm", "");

        assertThat(client(anyHost).getAllSubjects()).containsExactly("s");
        assertThatThrownBy(() -> client(trusting).getAllSubjects()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client(Map.of()).getAllSubjects()).isInstanceOf(IOException.class);
    }

    @Test
    void aStoreWithAnotherPasswordIsNamedWithoutIt() {
        assertThatThrownBy(() -> client(Map.of(
                        TRUST + "location", store.toString(), TRUST + "type", "PKCS12", TRUST + "password", "x-word")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("schema.registry.ssl.truststore.location: " + store)
                .hasMessageNotContaining("x-word");
    }

    @Test
    void storesMayBeText() throws Exception {
        asksForCertificates = true;
        String certificate = pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
        byte[] key = keys.getKey("a", PASSWORD.toCharArray()).getEncoded();
        Map<String, String> text = new HashMap<>(Map.of(
                TRUST + "type",
                "PEM",
                TRUST + "certificates",
                "a comment\n" + certificate + certificate,
                KEYS + "type",
                "PEM",
                KEYS + "certificate.chain",
                certificate,
                KEYS + "key",
                pem("PRIVATE KEY", key),
                "schema.registry.ssl.endpoint.identification.algorithm",
                ""));
        Path file = Files.writeString(directory.resolve("all.pem"), certificate + sealed(key, "key-word"));
        Map<String, String> files = Map.of(
                TRUST + "type",
                "PEM",
                TRUST + "location",
                file.toString(),
                KEYS + "type",
                "PEM",
                KEYS + "location",
                file.toString(),
                "schema.registry.ssl.key.password",
                "key-word",
                "schema.registry.ssl.endpoint.identification.algorithm",
                "");

        assertThat(client(text).getAllSubjects()).containsExactly("s");
        assertThat(client(files).getAllSubjects()).containsExactly("s");
        text.remove(KEYS + "key");
        text.remove(KEYS + "certificate.chain");
        assertThatThrownBy(() -> client(text).getAllSubjects()).isInstanceOf(IOException.class);
    }

    @Test
    void textThatIsNoStoreIsNamed() throws Exception {
        String certificate = pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
        String sealed = sealed(keys.getKey("a", PASSWORD.toCharArray()).getEncoded(), "key-word");

        assertThatThrownBy(() -> client(Map.of(TRUST + "type", "PEM", TRUST + "certificates", "nothing")))
                .hasMessageContaining("schema.registry.ssl.truststore.certificates holds no certificate");
        assertThatThrownBy(() -> client(Map.of(KEYS + "type", "PEM", KEYS + "key", sealed)))
                .hasMessageContaining("schema.registry.ssl.keystore.certificate.chain");
        Map<String, String> both = new HashMap<>(
                Map.of(KEYS + "type", "PEM", KEYS + "key", sealed, KEYS + "certificate.chain", certificate));
        assertThatThrownBy(() -> client(both)).hasMessageContaining("schema.registry.ssl.key.password is missing");
        both.put("schema.registry.ssl.key.password", "x-word");
        assertThatThrownBy(() -> client(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("x-word");
        assertThatThrownBy(() -> client(Map.of(TRUST + "certificates", certificate)))
                .hasMessageContaining("schema.registry.ssl.truststore.location");
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static String sealed(byte[] key, String password) throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        AlgorithmParameters named = AlgorithmParameters.getInstance("PBES2");
        named.init(cipher.getParameters().getEncoded());
        return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(named, cipher.doFinal(key)).getEncoded());
    }

    private SchemaRegistryClient client(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(
                ClientConfig.URL, "https://127.0.0.1:" + server.getAddress().getPort());
        settings.put("max.retries", "0");
        return SchemaRegistryClientFactory.newClient(settings);
    }
}
