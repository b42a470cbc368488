package io.millrace.registry.http;

import static io.millrace.registry.http.RegistryRoutes.ANSWER_TYPE;
import static io.millrace.registry.http.TestRegistry.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.http.TestRegistry.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Confluent's REST interface, a test for each row that is about the form of requests, and about the registry itself. */
class ReferenceProtocolTest extends RestFixture {
    private String subject = "";

    @BeforeEach
    void pathOfTheSubject() {
        subject = "/subjects/" + s;
    }

    @Test
    @DisplayName("a request's media types, 415")
    void bodies() {
        for (String type : RegistryRoutes.WRITE_TYPES) {
            assertThat(posted(type).status()).as(type).isEqualTo(200);
        }
        assertThat(RegistryRoutes.WRITE_TYPES)
                .containsExactlyInAnyOrder(
                        "application/vnd.schemaregistry.v1+json",
                        "application/vnd.schemaregistry+json",
                        "application/json",
                        "application/octet-stream");
        assertThat(posted("text/xml").code()).isEqualTo("415/415");
    }

    @Test
    @DisplayName("an answer's media types, 406")
    void answers() {
        for (String type : new String[] {ANSWER_TYPE, "application/vnd.schemaregistry+json", "application/json"}) {
            assertThat(accepting(type).type()).isEqualTo(type);
        }
        assertThat(accepting("*/*").type()).isEqualTo(ANSWER_TYPE);
        assertThat(rest.get("/subjects").type()).isEqualTo(ANSWER_TYPE);
        assertThat(accepting("text/plain").code()).isEqualTo("406/406");
    }

    @Test
    @DisplayName("an error's body: error_code, message")
    void errors() {
        for (Answer answer : new Answer[] {
            rest.get(subject + "/versions"),
            rest.get("/no/such/path"),
            rest.delete("/schemas/types"),
            rest.post(subject + "/versions", "{")
        }) {
            assertThat(answer.json().fieldNames())
                    .toIterable()
                    .as(answer.body())
                    .containsExactly("error_code", "message");
            assertThat(answer.json().path("error_code").isInt()).isTrue();
            assertThat(answer.message()).isNotBlank();
            assertThat(answer.type()).isEqualTo(ANSWER_TYPE);
        }
        assertThat(rest.get("/no/such/path").code()).isEqualTo("404/404");
        assertThat(rest.delete("/schemas/types").code()).isEqualTo("405/405");
        assertThat(rest.post(subject + "/versions", "{").code()).isEqualTo("400/400");
    }

    @Test
    @DisplayName("Confluent-Accept-Unknown-Properties: true")
    void unknownProperties() {
        String odd = "{\"schema\":\"\\\"int\\\"\",\"odd\":1}";

        Answer taken = rest.send(rest.request(subject + "/versions")
                .header("Content-Type", ANSWER_TYPE)
                .header("Confluent-Accept-Unknown-Properties", "true")
                .POST(BodyPublishers.ofString(odd)));

        assertThat(taken.status()).isEqualTo(200);
        assertThat(rest.post(subject + "/versions", odd).code()).isEqualTo("422/422");
    }

    @Test
    @DisplayName("GET /, POST /")
    void root() {
        assertThat(rest.get("/").body()).isEqualTo("{}");
        assertThat(rest.post("/", "{}").body()).isEqualTo("{}");
    }

    @Test
    @DisplayName("GET /contexts")
    void contexts() {
        assertThat(rest.get("/contexts").json().get(0).asText()).isEqualTo(".");
    }

    @Test
    @DisplayName("GET /v1/metadata/id, /version")
    void identity() {
        JsonNode clusters = rest.get("/v1/metadata/id").json().path("scope").path("clusters");
        JsonNode version = rest.get("/v1/metadata/version").json();

        assertThat(clusters.path("schema-registry-cluster").asText()).isEqualTo("schema-registry");
        assertThat(version.path("version").asText()).isNotEmpty();
        assertThat(version.has("commitId")).isTrue();
    }

    private Answer posted(String type) {
        return rest.send(rest.request(subject + "/versions")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body(ONE))));
    }

    private static Answer accepting(String type) {
        return rest.send(rest.request("/subjects").header("Accept", type).GET());
    }
}
