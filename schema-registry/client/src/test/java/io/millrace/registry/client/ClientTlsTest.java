package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTlsTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST = "schema.registry.ssl.truststore.";

    @TempDir
    Path directory;

    private Path store;
    private HttpsServer server;

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
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
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

    private SchemaRegistryClient client(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(
                ClientConfig.URL, "https://127.0.0.1:" + server.getAddress().getPort());
        settings.put("max.retries", "0");
        return SchemaRegistryClientFactory.newClient(settings);
    }
}
