package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedSchemaRegistryClientTest {
    private static final String STRING = "{\"schema\":\"\\\"string\\\"\"}";

    private StubRegistry stub;

    @BeforeEach
    void open() throws IOException {
        stub = new StubRegistry();
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void aSchemaIsFetchedOnceAndKept() throws Exception {
        stub.answers(200, STRING);

        SchemaRegistryClient client = client(Map.of());
        Schema first = client.getById(7);

        assertThat(first).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(client.getById(7)).isSameAs(first);
        assertThat(stub.requests).containsExactly("GET /schemas/ids/7");
    }

    @Test
    void fiftyThreadsThatNeedTheSameIdAskOnce() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        stub.answers((request, body) -> {
            release.await(10, TimeUnit.SECONDS);
            return new StubRegistry.Answer(200, STRING);
        });
        SchemaRegistryClient client = client(Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(50);
        CountDownLatch started = new CountDownLatch(50);

        List<Future<Schema>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(threads.submit((Callable<Schema>) () -> {
                started.countDown();
                return client.getById(1);
            }));
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();

        for (Future<Schema> one : asked) {
            assertThat(one.get(10, TimeUnit.SECONDS).getType()).isEqualTo(Schema.Type.STRING);
        }
        assertThat(stub.requests).hasSize(1);
        threads.shutdownNow();
    }

    @Test
    void anUnknownIdIsNotAskedForAgainAtOnce() {
        stub.answers(404, "{\"error_code\":40403,\"message\":\"Schema 9 not found\"}");
        SchemaRegistryClient client = client(Map.of("missing.id.cache.ttl.sec", "60"));

        for (int i = 0; i < 3; i++) {
            RestClientException refusal = catchThrowableOfType(RestClientException.class, () -> client.getById(9));
            assertThat(refusal.getStatus()).isEqualTo(404);
            assertThat(refusal.getErrorCode()).isEqualTo(40403);
            assertThat(refusal).hasMessage("Schema 9 not found; error code: 40403");
        }

        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void anUnknownIdIsAskedForAgainWhenTheShortWhileIsOver() throws Exception {
        AtomicInteger fetches = new AtomicInteger();
        long[] now = {Long.MAX_VALUE - 10};
        SingleFlight<Integer, Schema> schemas = new SingleFlight<>(10, 1_000, () -> now[0], id -> {
            if (fetches.getAndIncrement() == 0) {
                throw new RestClientException(404, 40403, "not yet");
            }
            return Schema.create(Schema.Type.INT);
        });
        assertThatThrownBy(() -> schemas.get(1)).isInstanceOf(RestClientException.class);
        assertThatThrownBy(() -> schemas.get(1)).isInstanceOf(RestClientException.class);
        assertThat(fetches).hasValue(1);

        now[0] += 1_000_000_000L;

        assertThat(schemas.get(1).getType()).isEqualTo(Schema.Type.INT);
    }

    @Test
    void schemasByIdAreBounded() throws Exception {
        AtomicInteger fetches = new AtomicInteger();
        SingleFlight<Integer, Schema> schemas = new SingleFlight<>(10, 0, () -> 0, id -> {
            fetches.incrementAndGet();
            return Schema.createFixed("f" + id, null, null, 1);
        });

        for (int round = 0; round < 2; round++) {
            for (int id = 0; id < 100; id++) {
                assertThat(schemas.get(id).getName()).isEqualTo("f" + id);
            }
        }

        assertThat(fetches.get()).isGreaterThan(150);
    }

    @Test
    void anEqualSchemaIsRegisteredOnceForASubject() throws Exception {
        stub.answers(200, "{\"id\":3}");
        SchemaRegistryClient client = client(Map.of());

        assertThat(client.register("t-value", record())).isEqualTo(3);
        assertThat(client.register("t-value", record())).isEqualTo(3);
        assertThat(client.register("other-value", record())).isEqualTo(3);

        assertThat(stub.requests)
                .containsExactly("POST /subjects/t-value/versions", "POST /subjects/other-value/versions");
        assertThat(stub.bodies.get(0)).startsWith("{\"schema\":\"{\\\"type\\\":\\\"record\\\"");
    }

    @Test
    void subjectsMayHoldAnyCharacter() throws Exception {
        stub.answers(200, "{\"id\":3}");

        client(Map.of()).getId("a/b ?#%ü+", record(), true);

        assertThat(stub.requests).containsExactly("POST /subjects/a%2Fb%20%3F%23%25%C3%BC%2B?normalize=true");
    }

    @Test
    void referencedSchemasAreReadBeforeTheOneThatNeedsThem() throws Exception {
        String inner = "{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"Inner\\\",\\\"size\\\":2}";
        String outer = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"Inner\\\"}";
        stub.answers((request, body) -> request.startsWith("GET /schemas/ids/1")
                ? new StubRegistry.Answer(
                        200,
                        "{\"schema\":\"" + outer + "\",\"references\":"
                                + "[{\"name\":\"Inner\",\"subject\":\"inner\",\"version\":4}]}")
                : new StubRegistry.Answer(
                        200, "{\"subject\":\"inner\",\"version\":4,\"id\":2,\"schema\":\"" + inner + "\"}"));

        Schema schema = client(Map.of()).getById(1);

        assertThat(schema.getElementType().getFixedSize()).isEqualTo(2);
        assertThat(stub.requests).contains("GET /subjects/inner/versions/4?deleted=true");
    }

    @Test
    void aRegistryThatIsBusyIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        stub.answers((request, body) -> asked.incrementAndGet() < 3
                ? new StubRegistry.Answer(500, "{\"error_code\":50003,\"message\":\"forwarding\"}")
                : new StubRegistry.Answer(200, "[\"a\",\"b\"]"));

        assertThat(client(Map.of("retries.wait.ms", "1")).getAllSubjects()).containsExactly("a", "b");
        assertThat(asked).hasValue(3);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        stub.answers(409, "{\"error_code\":409,\"message\":\"incompatible at /fields/1\"}");

        assertThatThrownBy(() -> client(Map.of()).register("s", record()))
                .isInstanceOf(RestClientException.class)
                .hasMessageContaining("incompatible at /fields/1");
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void theNextAddressIsTriedAndThenPreferred() throws Exception {
        String dead = deadAddress();
        stub.answers(200, "[]");
        SchemaRegistryClient client = client(Map.of(ClientConfig.URL, dead + ", " + stub.url() + "/"));

        client.getAllSubjects();
        client.getAllSubjects();

        assertThat(stub.requests).hasSize(2);
    }

    @Test
    void noRegistryAnywhereIsSaidWithItsAddresses() throws Exception {
        String dead = deadAddress();

        assertThatThrownBy(() -> client(Map.of(ClientConfig.URL, dead, "max.retries", "0"))
                        .getAllSubjects())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no schema registry answers at " + dead);
    }

    @Test
    void passwordsAreSentButNeverTold() throws Exception {
        stub.answers(200, "[]");
        String url = "http://joe:marker-word@" + stub.host();

        client(Map.of(ClientConfig.URL, url)).getAllSubjects();
        client(Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "joe:marker-word"))
                .getAllSubjects();

        assertThat(stub.authorizations).containsOnly("Basic am9lOm1hcmtlci13b3Jk");
        stub.close();
        assertThatThrownBy(() -> client(Map.of(ClientConfig.URL, url, "max.retries", "0"))
                        .getAllSubjects())
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("marker-word"));
    }

    @Test
    void settingsThatAreWrongAreNamed() {
        assertThatThrownBy(() -> ClientConfig.from(Map.of())).hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> ClientConfig.from(Map.of(ClientConfig.URL, "http://x", "max.retries", "many")))
                .hasMessage("max.retries must be a whole number from 0 on, not many");
        assertThatThrownBy(() -> ClientConfig.from(Map.of(ClientConfig.URL, "localhost:8081")))
                .hasMessageContaining("http://HOST:PORT");
        assertThatThrownBy(() -> ClientConfig.from(
                        Map.of(ClientConfig.URL, "https://x", "schema.registry.ssl.truststore.location", "/not-there")))
                .hasMessageStartingWith("schema.registry.ssl.truststore.location: /not-there cannot be read");
        assertThatThrownBy(() -> ClientConfig.from(Map.of(ClientConfig.URL, "http://x", "proxy.host", "p")))
                .hasMessageContaining("proxy.port must be a port");
    }

    @Test
    void anAddressThatCannotBeReadIsSaidWithoutItsPassword() {
        for (String url : List.of("joe:marker-word@host", "ftp://joe:marker word%@host", "joe:marker-word@h:1/x y")) {
            assertThatThrownBy(() -> ClientConfig.from(Map.of(ClientConfig.URL, url)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("marker")
                    .hasMessageNotContaining("joe");
        }
        assertThat(ClientConfig.from(Map.of(ClientConfig.URL, "http://joe:a%3Ab+c@host")).authorization)
                .isEqualTo("Basic am9lOmE6Yitj");
        assertThat(ClientConfig.from(Map.of(ClientConfig.URL, "http://joe:100% sure@host")).urls)
                .containsExactly("http://host");
    }

    @Test
    void aScopeInMemoryIsSharedByItsName() throws Exception {
        Map<String, String> settings = Map.of(ClientConfig.URL, "mock://shared-scope");
        int id = SchemaRegistryClientFactory.newClient(settings).register("s", record());

        SchemaRegistryClient other = SchemaRegistryClientFactory.newClient(settings);

        assertThat(other.getById(id)).isEqualTo(record());
        assertThat(other.getLatestSchemaMetadata("s").version()).isEqualTo(1);
        assertThat(other.testCompatibility("s", Schema.create(Schema.Type.INT))).isFalse();
        MockSchemaRegistry.drop("shared-scope");
        assertThat(SchemaRegistryClientFactory.newClient(settings).getAllSubjects())
                .isEmpty();
    }

    private SchemaRegistryClient client(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(ClientConfig.URL, stub.url()));
        settings.putAll(more);
        return SchemaRegistryClientFactory.newClient(settings);
    }

    private static Schema record() {
        return SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    }

    private static String deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }
}
