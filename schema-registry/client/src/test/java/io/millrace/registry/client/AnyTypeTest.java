package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnyTypeTest {
    private static final UUID GUID = UUID.fromString("94be5d1f-4b0f-3a0e-8b0a-2b2f1e0d9c11");
    private static final String FULL = "{\"subject\":\"s\",\"version\":4,\"id\":7,\"guid\":\"" + GUID
            + "\",\"schemaType\":\"JSON\",\"schema\":\"{}\",\"references\":[]}";

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
    void aSchemaOfAnyTypeIsSentWithAllThatBelongsToIt() throws Exception {
        stub.answers(200, "{\"id\":3}");
        SchemaText text = new SchemaText(
                "JSON",
                "{}",
                List.of(new SchemaReference("a.json", "a", 2)),
                new ObjectMapper().readTree("{\"properties\":{\"k\":\"v\"}}"),
                new ObjectMapper().readTree("{\"domainRules\":[]}"));

        RegisteredSchema registered = client(Map.of()).register("s", text, true);

        assertThat(stub.requests).containsExactly("POST /subjects/s/versions?normalize=true");
        assertThat(stub.bodies)
                .containsExactly("{\"schema\":\"{}\",\"schemaType\":\"JSON\",\"references\":[{\"name\":\"a.json\","
                        + "\"subject\":\"a\",\"version\":2}],\"metadata\":{\"properties\":{\"k\":\"v\"}},"
                        + "\"ruleSet\":{\"domainRules\":[]}}");
        assertThat(registered).isEqualTo(new RegisteredSchema(3, null, "s", 0, text));
    }

    @Test
    void theLongAnswerToARegistrationIsTakenToo() throws Exception {
        stub.answers(200, FULL);
        SchemaRegistryClient client = client(Map.of());

        RegisteredSchema first = client.register("s", new SchemaText("JSON", "{ }"), false);
        RegisteredSchema second = client.register("s", new SchemaText("JSON", "{ }"), false);

        assertThat(first).isEqualTo(new RegisteredSchema(7, GUID, "s", 4, new SchemaText("JSON", "{}")));
        assertThat(second).isSameAs(first);
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void idsAndGuidsAreFetchedOnceAFormat() throws Exception {
        stub.answers(200, "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}");
        SchemaRegistryClient client = client(Map.of());

        for (int i = 0; i < 2; i++) {
            assertThat(client.getSchemaById(9, null, null).id()).isEqualTo(9);
            client.getSchemaById(9, ":.c:", "serialized");
            assertThat(client.getSchemaByGuid(GUID, null).schema()).isEqualTo(new SchemaText("JSON", "{}"));
        }

        assertThat(stub.requests)
                .containsExactly(
                        "GET /schemas/ids/9",
                        "GET /schemas/ids/9?subject=%3A.c%3A&format=serialized",
                        "GET /schemas/guids/" + GUID);
    }

    @Test
    void theNewestIsRememberedOnlyAsLongAsTheSettingsSay() throws Exception {
        stub.answers(200, FULL);
        SchemaRegistryClient forgetful = client(Map.of());
        SchemaRegistryClient mindful = client(Map.of("latest.cache.ttl.sec", "-1"));

        for (int i = 0; i < 3; i++) {
            forgetful.getLatest("s", null);
            mindful.getLatest("s", null);
            mindful.getLatestWithMetadata("s", Map.of("major version", "2"), null);
        }

        assertThat(stub.requests)
                .hasSize(5)
                .contains("GET /subjects/s/metadata?key=major%20version&value=2")
                .filteredOn(request -> request.equals("GET /subjects/s/versions/latest"))
                .hasSize(4);
    }

    @Test
    void whatIsRememberedForAWhileIsAskedForAgainAfterIt() throws Exception {
        long[] now = {Long.MAX_VALUE - 10};
        int[] asked = {0};
        ShortMemory<String, Integer> memory = new ShortMemory<>(2, 1_000, () -> now[0]);

        assertThat(memory.get("a", () -> ++asked[0])).isEqualTo(1);
        now[0] += 999_999_999;
        assertThat(memory.get("a", () -> ++asked[0])).isEqualTo(1);
        now[0] += 1;

        assertThat(memory.get("a", () -> ++asked[0])).isEqualTo(2);
    }

    @Test
    void modesContextsAndExplanationsAreAskedFor() throws Exception {
        stub.answers((request, body) -> new StubRegistry.Answer(
                200,
                request.contains("/mode/")
                        ? "{\"mode\":\"READONLY\"}"
                        : request.contains("/contexts")
                                ? "[\".\",\".c\"]"
                                : "{\"is_compatible\":false,\"messages\":[\"PROPERTY_ADDED at #/properties/a\"]}"));
        SchemaRegistryClient client = client(Map.of());

        assertThat(client.getMode("s")).isEqualTo("READONLY");
        assertThat(client.setMode("s", "READONLY", true)).isEqualTo("READONLY");
        assertThat(client.getAllContexts()).containsExactly(".", ".c");
        assertThat(client.testCompatibilityVerbose("s", new SchemaText("JSON", "{}")))
                .containsExactly("PROPERTY_ADDED at #/properties/a");
        assertThat(stub.requests)
                .containsExactly(
                        "GET /mode/s?defaultToGlobal=true",
                        "PUT /mode/s?force=true",
                        "GET /contexts",
                        "POST /compatibility/subjects/s/versions?verbose=true");
    }

    @Test
    void aProxyIsAskedInPlaceOfTheRegistry() throws Exception {
        stub.answers(200, "[]");
        String[] proxy = stub.host().split(":");

        SchemaRegistryClient client = client(
                Map.of(ClientConfig.URL, "http://registry.invalid:1", "proxy.host", proxy[0], "proxy.port", proxy[1]));

        assertThat(client.getAllSubjects()).isEmpty();
        assertThat(stub.requests).containsExactly("GET http://registry.invalid:1/subjects");
    }

    @Test
    void aRegistryInMemoryKeepsSchemasOfEveryType() throws Exception {
        MockSchemaRegistry mock = new MockSchemaRegistry();
        SchemaText json = new SchemaText("JSON", "{\"type\":\"string\"}");
        SchemaText marked = new SchemaText(
                "JSON", "{}", List.of(), new ObjectMapper().readTree("{\"properties\":{\"k\":\"v\"}}"), null);

        RegisteredSchema first = mock.register("s", json, false);
        RegisteredSchema second = mock.register("s", marked, false);
        int avro = mock.register("a", Schema.create(Schema.Type.INT));

        assertThat(mock.register("other", json, false).id()).isEqualTo(first.id());
        assertThat(mock.getSchemaById(first.id(), null, null).schema()).isEqualTo(json);
        assertThat(mock.getSchemaByGuid(first.guid(), null).id()).isEqualTo(first.id());
        assertThat(mock.lookUp("s", marked, false)).isEqualTo(second);
        assertThat(mock.getLatest("s", null).version()).isEqualTo(2);
        assertThat(mock.getLatestWithMetadata("s", Map.of("k", "v"), null)).isEqualTo(second);
        assertThat(mock.register("a", new SchemaText("AVRO", "\"int\""), false).id())
                .isEqualTo(avro);
        assertThatThrownBy(() -> mock.getById(first.id())).hasMessageContaining("of type JSON, not AVRO");
        RestClientException missing = catchThrowableOfType(
                RestClientException.class, () -> mock.getLatestWithMetadata("s", Map.of("k", "w"), null));
        assertThat(missing.getErrorCode()).isEqualTo(40402);
    }

    private SchemaRegistryClient client(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(ClientConfig.URL, stub.url(), "max.retries", "0"));
        settings.putAll(more);
        return SchemaRegistryClientFactory.newClient(settings);
    }
}
