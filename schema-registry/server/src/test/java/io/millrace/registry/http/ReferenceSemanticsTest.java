package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients of Confluent's registry count on beyond the form of its answers. */
class ReferenceSemanticsTest extends RestFixture {
    private String versions = "";

    @BeforeEach
    void pathOfTheVersions() {
        versions = "/subjects/" + s + "/versions";
    }

    @Test
    @DisplayName("same schema, same id across subjects; registering again makes no version")
    void sameSchemaSameId() {
        int id = rest.register(s, ONE);

        assertThat(rest.register(s + "-other", ONE)).isEqualTo(id);
        assertThat(rest.register(s, ONE)).isEqualTo(id);
        assertThat(rest.get(versions).body()).isEqualTo("[1]");
    }

    @Test
    @DisplayName("ids grow from max+1")
    void idsGrow() {
        int id = rest.register(s, record("Grow_" + s, "a:int"));

        assertThat(rest.get("/schemas/ids/" + id + "?fetchMaxId=true")
                        .json()
                        .path("maxId")
                        .asInt())
                .isEqualTo(id);
        assertThat(rest.register(s + "-more", record("Grow_" + s, "b:int"))).isEqualTo(id + 1);
    }

    @Test
    @DisplayName("doc counts, white space does not; normalize orders properties")
    void equality() {
        String plain = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
        String told = plain.replace("\"name\":\"R\"", "\"name\":\"R\",\"doc\":\"told\"");
        String one = plain.replace("\"type\":\"int\"", "\"type\":\"int\",\"x\":1,\"y\":2");
        String other = plain.replace("\"type\":\"int\"", "\"type\":\"int\",\"y\":2,\"x\":1");
        int id = rest.register(s, plain);

        assertThat(rest.register(s, plain.replace(",", ", "))).isEqualTo(id);
        assertThat(rest.register(s, told)).isNotEqualTo(id);
        assertThat(normalized(one)).isEqualTo(normalized(other));
    }

    @Test
    @DisplayName("any live older version registers again as it is")
    void olderVersions() {
        int first = rest.register(s, ONE);
        rest.register(s, TWO);

        assertThat(rest.register(s, ONE)).isEqualTo(first);
        assertThat(rest.get(versions).body()).isEqualTo("[1,2]");
    }

    @Test
    @DisplayName("version in the body must be the next number")
    void versionInTheBody() {
        rest.register(s, ONE);

        assertThat(rest.post(versions, with(TWO, "version", 3)).code()).isEqualTo("422/42201");
        assertThat(rest.post(versions, with(TWO, "version", 2)).status()).isEqualTo(200);
        assertThat(rest.get(versions).body()).isEqualTo("[1,2]");
    }

    @Test
    @DisplayName("id in the body: IMPORT only, 42205")
    void idInTheBody() {
        assertThat(rest.post(versions, with(ONE, "id", 77_777)).code()).isEqualTo("422/42205");
        assertThat(rest.get("/schemas/ids/77777").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("409 and verbose messages: errorType, oldSchemaVersion, oldSchema, validateFields")
    void messages() {
        rest.register(s, ONE);

        JsonNode told = rest.post("/compatibility" + versions + "/latest?verbose=true", body(CLASH))
                .json()
                .path("messages");
        Answer refused = rest.post(versions, body(CLASH));

        assertThat(told).hasSize(4);
        assertThat(told.get(0).asText())
                .startsWith("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'b' at path"
                        + " '/fields/1' in the new schema has no default value and is missing in the old schema'")
                .endsWith("additionalInfo:'b'}");
        assertThat(told.get(1).asText()).isEqualTo("{oldSchemaVersion: 1}");
        assertThat(told.get(2).asText()).isEqualTo("{oldSchema: '" + ONE + "'}");
        assertThat(told.get(3).asText()).isEqualTo("{validateFields: 'false', compatibility: 'BACKWARD'}");
        assertThat(refused.code()).isEqualTo("409/40901");
        told.forEach(message -> assertThat(refused.message()).contains(message.asText()));
    }

    @Test
    @DisplayName("one old version is named, the newest that clashes")
    void oneOldVersion() {
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.register(s, record("R", "a:int"));
        rest.register(s, record("R", "a:int", "b:int"));
        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");

        String refused = rest.post(versions, body(record("R", "c:int"))).message();

        assertThat(refused).containsOnlyOnce("oldSchemaVersion").contains("{oldSchemaVersion: 2}");
    }

    @Test
    @DisplayName("soft delete: gone from lists, lookups and checks; there by id and with deleted=true")
    void softDelete() {
        rest.register(s, ONE);
        int id = rest.register(s, record("R", "a:int", "b:string=\"y\""));
        rest.put("/config/" + s, "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        rest.delete(versions + "/2");

        assertThat(rest.get(versions).body()).isEqualTo("[1]");
        assertThat(rest.get(versions + "/latest").json().path("version").asInt())
                .isEqualTo(1);
        assertThat(rest.get(versions + "/2").code()).isEqualTo("404/40402");
        assertThat(rest.get(versions + "/2?deleted=true").json().path("id").asInt())
                .isEqualTo(id);
        assertThat(rest.get("/schemas/ids/" + id).status()).isEqualTo(200);
        assertThat(rest.post("/subjects/" + s, body(record("R", "a:int", "b:string=\"y\"")))
                        .code())
                .isEqualTo("404/40403");
        assertThat(rest.post(versions, body(record("R", "a:int", "b:int=1"))).status())
                .as("it clashes with the deleted one only")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("a soft-deleted schema again: same id, new number, the old version is purged")
    void softlyDeletedAgain() {
        int id = rest.register(s, ONE);
        rest.register(s, TWO);
        rest.delete(versions + "/1");

        assertThat(rest.register(s, ONE)).isEqualTo(id);

        assertThat(rest.get(versions + "?deleted=true").body()).isEqualTo("[2,3]");
    }

    @Test
    @DisplayName("permanent only after soft; a subject that is gone starts again at 1")
    void permanentDelete() {
        rest.register(s, ONE);
        rest.register(s, TWO);
        assertThat(rest.delete(versions + "/1?permanent=true").code()).isEqualTo("404/40407");
        assertThat(rest.delete("/subjects/" + s + "?permanent=true").code()).isEqualTo("404/40405");

        rest.delete("/subjects/" + s);
        rest.delete("/subjects/" + s + "?permanent=true");
        rest.register(s, TWO);

        assertThat(rest.get(versions + "?deleted=true").body()).isEqualTo("[1]");
    }

    @Test
    @DisplayName("READONLY blocks new schemas, deletes and config, not reads and lookups")
    void readOnly() {
        rest.register(s, ONE);
        rest.put("/mode/" + s, "{\"mode\":\"READONLY\"}");

        assertThat(rest.post(versions, body(TWO)).code()).isEqualTo("422/42205");
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("422/42205");
        assertThat(rest.delete(versions + "/1").code()).isEqualTo("422/42205");
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}").code())
                .isEqualTo("422/42205");
        assertThat(rest.delete("/config/" + s).code()).isEqualTo("422/42205");
        assertThat(rest.post(versions, body(ONE)).status())
                .as("nothing is written")
                .isEqualTo(200);
        assertThat(rest.post("/subjects/" + s, body(ONE)).status()).isEqualTo(200);
        assertThat(rest.get(versions + "/1").status()).isEqualTo(200);
        assertThat(rest.post("/compatibility" + versions, body(TWO)).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("a subject's mode beats the global one, READONLY_OVERRIDE beats both")
    void modes() {
        rest.put("/mode/" + s, "{\"mode\":\"READWRITE\"}");
        try {
            rest.put("/mode", "{\"mode\":\"READONLY\"}");
            assertThat(rest.post(versions, body(ONE)).status()).isEqualTo(200);
            assertThat(rest.post("/subjects/" + s + "-other/versions", body(ONE))
                            .code())
                    .isEqualTo("422/42205");

            rest.put("/mode", "{\"mode\":\"READONLY_OVERRIDE\"}");
            assertThat(rest.post(versions, body(TWO)).code()).isEqualTo("422/42205");
        } finally {
            rest.delete("/mode");
        }
    }

    @Test
    @DisplayName("non-transitive levels ask the last live version, transitive ones all")
    void transitivity() {
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.register(s, record("R", "a:int"));
        rest.register(s, record("R", "a:int", "b:int"));
        String third = record("R", "b:int");

        for (String level : new String[] {"BACKWARD", "FORWARD", "FULL"}) {
            rest.put("/config/" + s, "{\"compatibility\":\"" + level + "\"}");
            boolean last = compatible(third);
            rest.put("/config/" + s, "{\"compatibility\":\"" + level + "_TRANSITIVE\"}");

            assertThat(last).as(level).isEqualTo(level.equals("BACKWARD"));
            assertThat(compatible(third)).as(level + "_TRANSITIVE").isFalse();
        }
    }

    @Test
    @DisplayName("references: -1 is stored as the number that it was; 42206; format=resolved")
    void references() {
        String base = "Base_" + s;
        rest.register(s, record(base, "a:int"));
        rest.register(s, record(base, "a:int", "b:int=0"));
        ObjectNode request = TestRegistry.JSON.createObjectNode();
        request.put(
                "schema",
                "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"x\",\"type\":\"" + base + "\"}]}");
        request.putArray("references")
                .addObject()
                .put("name", base)
                .put("subject", s)
                .put("version", -1);

        int id = rest.post("/subjects/" + s + "-outer/versions", request.toString())
                .json()
                .path("id")
                .asInt();

        assertThat(rest.get("/schemas/ids/" + id)
                        .json()
                        .at("/references/0/version")
                        .asInt())
                .isEqualTo(2);
        assertThat(rest.delete(versions + "/2").code()).isEqualTo("422/42206");
        assertThat(rest.delete(versions + "/1").body()).isEqualTo("1");
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("422/42206");
        assertThat(rest.get("/schemas/ids/" + id + "?format=resolved")
                        .json()
                        .path("schema")
                        .asText())
                .contains("\"name\":\"b\"");
        request.withArray("references").removeAll();
        assertThat(rest.post("/subjects/" + s + "-lost/versions", request.toString())
                        .code())
                .isEqualTo("422/42201");
    }

    @Test
    @DisplayName("a schema that is written out is found though its version has references")
    void writtenOut() {
        String base = "Base_" + s;
        rest.register(s, record(base, "a:int"));
        String outer = "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"x\",\"type\":%s}]}";
        ObjectNode request = TestRegistry.JSON.createObjectNode();
        request.put("schema", outer.formatted("\"" + base + "\""));
        request.putArray("references")
                .addObject()
                .put("name", base)
                .put("subject", s)
                .put("version", 1);
        Answer made = rest.post("/subjects/" + s + "-outer/versions", request.toString());
        String inlined = body(outer.formatted(record(base, "a:int")));

        assertThat(rest.post("/subjects/" + s + "-outer", inlined).json().path("id"))
                .isEqualTo(made.json().path("id"));
        assertThat(rest.post("/subjects/" + s + "-outer/versions", inlined)
                        .json()
                        .path("id"))
                .isEqualTo(made.json().path("id"));
        JsonNode resolved =
                rest.get("/subjects/" + s + "-outer/versions/1?format=resolved").json();
        assertThat(resolved.path("schema")).isNotEqualTo(made.json().path("schema"));
        assertThat(resolved.path("guid")).isEqualTo(made.json().path("guid"));
    }

    @Test
    @DisplayName("levels are read case-insensitively")
    void levels() {
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"full_Transitive\"}")
                        .status())
                .isEqualTo(200);
        assertThat(rest.get("/config/" + s).json().path("compatibilityLevel").asText())
                .isEqualTo("FULL_TRANSITIVE");
    }

    private boolean compatible(String schema) {
        return rest.post("/compatibility" + versions, body(schema))
                .json()
                .path("is_compatible")
                .asBoolean();
    }

    private int normalized(String schema) {
        return rest.post(versions + "?normalize=true", body(schema))
                .json()
                .path("id")
                .asInt();
    }

    private static String with(String schema, String field, int value) {
        return TestRegistry.JSON
                .createObjectNode()
                .put("schema", schema)
                .put(field, value)
                .toString();
    }
}
