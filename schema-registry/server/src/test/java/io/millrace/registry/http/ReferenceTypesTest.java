package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.http.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Confluent's REST interface, a test for each row that is about types of schemas beside Avro. */
class ReferenceTypesTest extends RestFixture {
    private static final String MEMBERS =
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\","
                    + "\"properties\":{%s},\"additionalProperties\":false}";
    private static final String JSON_ONE = MEMBERS.formatted("\"a\":{\"type\":\"integer\"}");
    private static final String JSON_TWO =
            MEMBERS.formatted("\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"string\"}");
    private static final String JSON_CLASH = MEMBERS.formatted("\"a\":{\"type\":\"string\"}");
    private static final String PROTO = "syntax = \"proto3\";\npackage ns;\n\nmessage Parcel {\n%s}\n";
    private static final String PROTO_ONE = PROTO.formatted("  int32 a = 1;\n");
    private static final String PROTO_TWO = PROTO.formatted("  int32 a = 1;\n  string b = 2;\n");
    private static final String PROTO_CLASH = PROTO.formatted("  string a = 1;\n");

    private String versions = "";

    @BeforeEach
    void pathOfTheVersions() {
        versions = "/subjects/" + s + "/versions";
    }

    @Test
    @DisplayName("GET /schemas/types: JSON, PROTOBUF, AVRO")
    void types() {
        assertThat(rest.get("/schemas/types").body()).isEqualTo("[\"JSON\",\"PROTOBUF\",\"AVRO\"]");
    }

    @Test
    @DisplayName("JSON: register, by id, by version, look up")
    void json() {
        goesRound("JSON", JSON_ONE);
    }

    @Test
    @DisplayName("PROTOBUF: register, by id, by version, look up")
    void protobuf() {
        goesRound("PROTOBUF", PROTO_ONE);
    }

    private void goesRound(String type, String schema) {
        Answer made = rest.post(versions, typed(type, schema));

        assertThat(made.status()).as(made.body()).isEqualTo(200);
        int id = made.json().path("id").asInt();
        JsonNode byId = rest.get("/schemas/ids/" + id).json();
        assertThat(byId.path("schemaType").asText()).isEqualTo(type);
        assertThat(byId.path("schema").asText()).isEqualTo(schema);
        assertThat(rest.get("/schemas/ids/" + id + "/schema").body()).isEqualTo(schema);
        assertThat(rest.get(versions + "/latest").json().path("schemaType").asText())
                .isEqualTo(type);
        assertThat(rest.post("/subjects/" + s, typed(type, schema))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(rest.post(versions, typed(type, schema)).json().path("id").asInt())
                .isEqualTo(id);
        assertThat(rest.get(versions).body()).isEqualTo("[1]");
    }

    @Test
    @DisplayName("JSON: evolve, 409, verbose messages")
    void jsonEvolves() {
        evolves("JSON", JSON_ONE, JSON_TWO, JSON_CLASH, "TYPE_CHANGED");
    }

    @Test
    @DisplayName("PROTOBUF: evolve, 409, verbose messages")
    void protobufEvolves() {
        evolves("PROTOBUF", PROTO_ONE, PROTO_TWO, PROTO_CLASH, "FIELD_SCALAR_KIND_CHANGED");
    }

    private void evolves(String type, String one, String two, String clash, String rule) {
        rest.post(versions, typed(type, one));
        assertThat(rest.post(versions, typed(type, two)).status()).isEqualTo(200);

        Answer refused = rest.post(versions, typed(type, clash));

        assertThat(refused.code()).isEqualTo("409/40901");
        assertThat(refused.message())
                .contains(rule, "{oldSchemaVersion: 2}", "{oldSchema: '", "compatibility: 'BACKWARD'}");
        JsonNode told = rest.post("/compatibility" + versions + "?verbose=true", typed(type, clash))
                .json();
        assertThat(told.path("is_compatible").asBoolean()).isFalse();
        assertThat(told.path("messages").get(0).asText()).contains(rule);
        assertThat(rest.get(versions).body()).isEqualTo("[1,2]");
    }

    @Test
    @DisplayName("JSON: a reference is found by its name; 42201 without")
    void jsonReferences() {
        rest.post(
                versions,
                typed(
                        "JSON",
                        "{\"type\":\"object\",\"definitions\":{\"Name\":{\"type\":\"string\",\"minLength\":1}}}"));
        String outer = "{\"$id\":\"https://example.org/outer.json\","
                + MEMBERS.formatted("\"n\":{\"$ref\":\"ref.json#/definitions/Name\"}")
                        .substring(1);

        refers("JSON", outer, "ref.json");
    }

    @Test
    @DisplayName("PROTOBUF: a reference is found by its name; 42201 without")
    void protobufReferences() {
        rest.post(versions, typed("PROTOBUF", PROTO_ONE));
        String outer = "syntax = \"proto3\";\npackage other;\n\nimport \"dir/parcel.proto\";\n\n"
                + "message Box {\n  map<string, ns.Parcel> parcels = 1;\n  ns.Parcel first = 2;\n}\n";

        refers("PROTOBUF", outer, "dir/parcel.proto");
    }

    private void refers(String type, String outer, String name) {
        ObjectNode request = TestRegistry.JSON.createObjectNode();
        request.put("schema", outer).put("schemaType", type);
        request.putArray("references")
                .addObject()
                .put("name", name)
                .put("subject", s)
                .put("version", 1);

        Answer made = rest.post("/subjects/" + s + "-outer/versions", request.toString());

        assertThat(made.status()).as(made.body()).isEqualTo(200);
        int id = made.json().path("id").asInt();
        assertThat(rest.get("/schemas/ids/" + id)
                        .json()
                        .at("/references/0/name")
                        .asText())
                .isEqualTo(name);
        assertThat(rest.get(versions + "/1/referencedby").body()).isEqualTo("[" + id + "]");
        assertThat(rest.delete(versions + "/1").code()).isEqualTo("422/42206");
        assertThat(rest.post("/subjects/" + s + "-lost/versions", typed(type, outer))
                        .code())
                .isEqualTo("422/42201");
    }

    @Test
    @DisplayName("JSON: 42201")
    void jsonInvalid() {
        for (String bad : new String[] {"{", "{\"type\":\"bad-object\"}", "7"}) {
            assertThat(rest.post(versions, typed("JSON", bad)).code()).as(bad).isEqualTo("422/42201");
        }
    }

    @Test
    @DisplayName("PROTOBUF: 42201")
    void protobufInvalid() {
        for (String bad : new String[] {
            "{", "message {", PROTO.formatted("  Unknown a = 1;\n"), PROTO.formatted("  int32 a = 1;\n  int32 b = 1;\n")
        }) {
            assertThat(rest.post(versions, typed("PROTOBUF", bad)).code())
                    .as(bad)
                    .isEqualTo("422/42201");
        }
    }

    @Test
    @DisplayName("JSON: normalize=true orders members")
    void jsonNormalized() {
        String one = MEMBERS.formatted("\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"string\"}");
        String other = MEMBERS.formatted("\"b\":{\"type\":\"string\"},\"a\":{\"type\":\"integer\"}");

        normalizes("JSON", one, other);
    }

    @Test
    @DisplayName("PROTOBUF: normalize=true orders fields")
    void protobufNormalized() {
        normalizes("PROTOBUF", PROTO_TWO, PROTO.formatted("  string b = 2;\n  int32 a = 1;\n"));
    }

    private void normalizes(String type, String one, String other) {
        int id = rest.post(versions + "?normalize=true", typed(type, one))
                .json()
                .path("id")
                .asInt();

        assertThat(id).isPositive();
        assertThat(rest.post("/subjects/" + s + "?normalize=true", typed(type, other))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
    }

    @Test
    @DisplayName("PROTOBUF: format=serialized, and looking up by it")
    void serialized() {
        int id = rest.post(versions, typed("PROTOBUF", PROTO_ONE))
                .json()
                .path("id")
                .asInt();

        String text = rest.get("/schemas/ids/" + id + "?format=serialized")
                .json()
                .path("schema")
                .asText();

        assertThat(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1))
                .contains("Parcel", "proto3");
        assertThat(rest.get(versions + "/1?format=serialized")
                        .json()
                        .path("schema")
                        .asText())
                .isEqualTo(text);
        assertThat(rest.get("/schemas/ids/" + id + "/schema?format=serialized").body())
                .isEqualTo(text);
        assertThat(rest.post("/subjects/" + s, typed("PROTOBUF", text))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(rest.post("/subjects/" + s + "?format=serialized", typed("PROTOBUF", PROTO_ONE))
                        .json()
                        .path("schema")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    @DisplayName("another type is incompatible, except at NONE")
    void anotherType() {
        rest.register(s, ONE);

        assertThat(rest.post(versions, typed("JSON", JSON_ONE)).code()).isEqualTo("409/40901");
        assertThat(rest.post(versions, typed("PROTOBUF", PROTO_ONE)).code()).isEqualTo("409/40901");
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        assertThat(rest.post("/compatibility" + versions + "/latest", typed("JSON", JSON_ONE))
                        .body())
                .isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(versions, typed("JSON", JSON_ONE)).status()).isEqualTo(200);
        assertThat(rest.post(versions, typed("PROTOBUF", PROTO_ONE)).status()).isEqualTo(200);
        assertThat(rest.post(versions, body(ONE)).json().path("version").asInt())
                .isEqualTo(1);
    }

    private static String typed(String type, String schema) {
        return TestRegistry.JSON
                .createObjectNode()
                .put("schema", schema)
                .put("schemaType", type)
                .toString();
    }
}
