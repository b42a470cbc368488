package io.millrace.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.Test;

/** JSON Schema over real HTTP: registered, evolved, refused, referred to. */
class JsonSchemaRestTest extends RestFixture {
    private static final String PERSON =
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"additionalProperties\":false}";
    private static final String OLDER = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
            + "\"age\":{\"type\":\"integer\"}},\"additionalProperties\":false}";

    @Test
    void jsonIsAType() {
        assertThat(rest.get("/schemas/types").json().toString()).contains("\"JSON\"");
    }

    @Test
    void aSchemaIsKeptAsItWasSentWithoutItsSpaces() {
        int id = register(s, " " + PERSON.replace(":", " : ") + "\n");

        JsonNode kept = rest.get("/schemas/ids/" + id).json();

        assertThat(kept.path("schemaType").asText()).isEqualTo("JSON");
        assertThat(kept.path("schema").asText()).isEqualTo(PERSON);
        assertThat(register(s, PERSON)).isEqualTo(id);
        assertThat(rest.post("/subjects/" + s, body(PERSON).toString())
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void normalizingPutsMembersInOrder() {
        String versions = "/subjects/" + s + "/versions?normalize=true";
        Answer one = rest.post(
                versions, body("{\"type\":\"string\",\"maxLength\":3}").toString());
        Answer other = rest.post(
                versions, body("{\"maxLength\":3,\"type\":\"string\"}").toString());

        assertThat(one.json().path("id").asInt())
                .isPositive()
                .isEqualTo(other.json().path("id").asInt());
        assertThat(rest.get("/subjects/" + s + "/versions/1/schema").body())
                .isEqualTo("{\"maxLength\":3,\"type\":\"string\"}");
    }

    @Test
    void aClosedModelMayGrowAndNotShrink() {
        register(s, PERSON);
        register(s, OLDER);

        // Not the first version again, which would be that one.
        Answer refused = post(s, body(PERSON.replaceFirst("\\{", "{\"title\":\"Person\",")));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .contains("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL")
                .contains("'#/properties/age'")
                .contains("{oldSchemaVersion: 2}");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1,2]");
    }

    @Test
    void aCheckExplainsItself() {
        register(s, PERSON);
        String tighter = PERSON.replace("\"string\"}", "\"string\",\"maxLength\":10}");

        Answer plain = rest.post(
                "/compatibility/subjects/" + s + "/versions/latest?verbose=true",
                body(tighter).toString());
        Answer explained = rest.post(
                "/compatibility/subjects/" + s + "/versions/latest?explain=true",
                body(tighter).toString());

        assertThat(plain.json().path("is_compatible").asBoolean(true)).isFalse();
        assertThat(plain.json().path("messages").get(0).asText()).contains("MAX_LENGTH_ADDED");
        JsonNode problem = explained.json().findValue("problems").get(0);
        assertThat(problem.path("pointer").asText()).isEqualTo("#/properties/name/maxLength");
        assertThat(problem.path("mend").asText()).isEqualTo("take out \"maxLength\"");
        assertThat(explained.json().path("passes").toString()).contains("\"FORWARD\"");
    }

    @Test
    void aReferenceIsResolvedByItsName() {
        register(s + "-address", "{\"type\":\"object\",\"properties\":{\"street\":{\"type\":\"string\"}}}");
        ObjectNode person = body("{\"type\":\"object\",\"properties\":{\"home\":{\"$ref\":\"address.json\"}}}");

        assertThat(post(s, person).message())
                .startsWith(
                        "Invalid schema of type JSON, details: the reference \"address.json\" at #/properties/home");
        person.putArray("references")
                .addObject()
                .put("name", "address.json")
                .put("subject", s + "-address")
                .put("version", 1);
        Answer registered = post(s, person);

        assertThat(registered.status()).isEqualTo(200);
        assertThat(rest.get("/subjects/" + s + "/versions/1?format=resolved")
                        .json()
                        .path("schema")
                        .asText())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"home\":{\"$ref\":\"#/definitions/address.json\"}},"
                        + "\"definitions\":{\"address.json\":{\"type\":\"object\","
                        + "\"properties\":{\"street\":{\"type\":\"string\"}}}}}");
        assertThat(rest.get("/subjects/" + s + "-address/versions/1/referencedby")
                        .json())
                .hasSize(1);
        assertThat(rest.delete("/subjects/" + s + "-address").code()).isEqualTo("422/42206");
    }

    @Test
    void whatIsNoSchemaIsRefusedByName() {
        for (String bad : new String[] {"{", "[]", "1", "{\"type\":\"strin\"}", "{\"pattern\":\"[\"}", "{} {}"}) {
            Answer answer = post(s, body(bad));

            assertThat(answer.code()).as(bad).isEqualTo("422/42201");
            assertThat(answer.message()).startsWith("Invalid schema of type JSON, details: ");
        }
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void anotherTypeMayNotFollow() {
        rest.register(s, ONE);

        assertThat(post(s, body(PERSON)).message()).contains("SCHEMA_TYPE_CHANGED");
    }

    private static int register(String subject, String schema) {
        Answer answer = post(subject, body(schema));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("id").asInt();
    }

    private static Answer post(String subject, ObjectNode body) {
        return rest.post("/subjects/" + subject + "/versions", body.toString());
    }

    private static ObjectNode body(String schema) {
        return TestRegistry.JSON.createObjectNode().put("schemaType", "JSON").put("schema", schema);
    }
}
