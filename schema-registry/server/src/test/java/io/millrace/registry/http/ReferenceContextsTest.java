package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Confluent's REST interface, a test for each row that is about contexts and guids. */
class ReferenceContextsTest extends RestFixture {
    private String context = "";
    private String there = "";

    @BeforeEach
    void nameTheContext() {
        context = ".c" + s;
        there = ":" + context + ":" + s;
    }

    @Test
    @DisplayName("GET /contexts")
    void contexts() {
        rest.register(s, ONE);
        rest.register(there, ONE);
        rest.register(":" + context + "b:" + s, ONE);

        assertThat(rest.get("/contexts").json().get(0).asText()).isEqualTo(".");
        assertThat(rest.get("/contexts?contextPrefix=" + context).body())
                .isEqualTo("[\"" + context + "\",\"" + context + "b\"]");
        assertThat(rest.get("/contexts?contextPrefix=" + context + "&offset=1&limit=1")
                        .body())
                .isEqualTo("[\"" + context + "b\"]");
    }

    @Test
    @DisplayName("DELETE /contexts/{c}: 204, 42211")
    void deleteContext() {
        rest.register(there, ONE);
        assertThat(rest.delete("/contexts/" + context).code()).isEqualTo("422/42211");
        rest.delete("/contexts/" + context + "/subjects/" + s);
        assertThat(rest.delete("/contexts/" + context).code())
                .as("softly deleted is there")
                .isEqualTo("422/42211");
        rest.delete("/contexts/" + context + "/subjects/" + s + "?permanent=true");

        assertThat(rest.delete("/contexts/" + context).status()).isEqualTo(204);
        assertThat(rest.get("/contexts?contextPrefix=" + context).body()).isEqualTo("[]");
    }

    @Test
    @DisplayName("GET /subjects: other contexts as :.ctx:name; subjectPrefix")
    void subjects() {
        rest.register(s, ONE);
        rest.register(there, ONE);

        assertThat(names("/subjects")).contains(s, there);
        assertThat(names("/subjects?subjectPrefix=:*:")).contains(s, there);
        assertThat(names("/subjects?subjectPrefix=:" + context + ":")).containsExactly(there);
        assertThat(names("/subjects?subjectPrefix=" + s)).contains(s).doesNotContain(there);
        assertThat(names("/contexts/" + context + "/subjects")).containsExactly(there);
    }

    @Test
    @DisplayName("ids are counted per context; the same schema has other ids in other contexts")
    void ids() {
        rest.register(s, record("First_" + s, "a:int"));
        int here = rest.register(s + "-other", record("Second_" + s, "a:int"));

        assertThat(rest.register(there, record("Second_" + s, "a:int"))).isEqualTo(1);
        assertThat(rest.register(there + "-other", record("First_" + s, "a:int")))
                .isEqualTo(2);

        assertThat(here).isGreaterThan(1);
        assertThat(rest.get("/schemas/ids/" + here + "?fetchMaxId=true")
                        .json()
                        .path("maxId")
                        .asInt())
                .isGreaterThanOrEqualTo(here);
        assertThat(rest.get("/schemas/ids/1?fetchMaxId=true&subject=" + there)
                        .json()
                        .path("maxId")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("GET /schemas/ids/{id}…?subject=: the subject names the context")
    void byId() {
        String schema = record("There_" + s, "a:int");
        assertThat(rest.register(there, schema)).isEqualTo(1);

        for (String path :
                new String[] {"/schemas/ids/1?subject=" + there, "/schemas/ids/1?subject=:" + context + ":"}) {
            assertThat(rest.get(path).json().path("schema").asText()).as(path).isEqualTo(schema);
        }
        assertThat(rest.get("/schemas/ids/1/schema?subject=" + there).body()).isEqualTo(schema);
        assertThat(names("/schemas/ids/1/subjects?subject=" + there)).containsExactly(there);
        assertThat(rest.get("/schemas/ids/1/versions?subject=" + there).body())
                .isEqualTo("[{\"subject\":\"" + there + "\",\"version\":1}]");
        assertThat(rest.get("/schemas/ids/1?subject=:.none" + s + ":").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("every path works as /contexts/{.ctx}/…")
    void everyPath() {
        String in = "/contexts/" + context;
        String versions = in + "/subjects/" + s + "/versions";

        assertThat(rest.post(versions, body(ONE)).json().path("id").asInt()).isEqualTo(1);
        assertThat(rest.get(versions).body()).isEqualTo("[1]");
        assertThat(rest.get(versions + "/latest").json().path("subject").asText())
                .isEqualTo(there);
        assertThat(rest.get(versions + "/1/schema").body()).isEqualTo(ONE);
        assertThat(rest.get(versions + "/1/referencedby").body()).isEqualTo("[]");
        assertThat(rest.get(in + "/schemas/ids/1").json().path("schema").asText())
                .isEqualTo(ONE);
        assertThat(rest.get(in + "/schemas/ids/1/schema").body()).isEqualTo(ONE);
        assertThat(rest.get(in + "/schemas").json().findValuesAsText("subject")).containsExactly(there);
        assertThat(rest.get(in + "/schemas/types").status()).isEqualTo(200);
        assertThat(rest.post(in + "/subjects/" + s, body(ONE))
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
        assertThat(rest.post(in + "/compatibility/subjects/" + s + "/versions/latest", body(CLASH))
                        .body())
                .isEqualTo("{\"is_compatible\":false}");
        assertThat(rest.put(in + "/config/" + s, "{\"compatibility\":\"NONE\"}").status())
                .isEqualTo(200);
        assertThat(rest.get("/config/" + there)
                        .json()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("NONE");
        assertThat(rest.put(in + "/mode/" + s, "{\"mode\":\"READONLY\"}").status())
                .isEqualTo(200);
        assertThat(rest.get("/mode/" + there).body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.delete(in + "/mode/" + s).status()).isEqualTo(200);
        assertThat(rest.delete(versions + "/1").body()).isEqualTo("1");
        assertThat(rest.get("/subjects/" + s + "/versions").code())
                .as("not in the default context")
                .isEqualTo("404/40401");
    }

    @Test
    @DisplayName("PUT /config/:.ctx: and /mode/:.ctx: hold for the context's subjects")
    void settings() {
        rest.register(there, ONE);
        String whole = ":" + context + ":";

        assertThat(rest.put("/config/" + whole, "{\"compatibility\":\"NONE\"}").status())
                .isEqualTo(200);
        assertThat(rest.get("/config/" + whole).body()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.get("/config/" + there + "?defaultToGlobal=true").body())
                .isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.get("/config/" + s + "?defaultToGlobal=true").body())
                .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(rest.post("/subjects/" + there + "/versions", body(CLASH)).status())
                .isEqualTo(200);
        assertThat(rest.put("/mode/" + whole, "{\"mode\":\"READONLY\"}").status())
                .isEqualTo(200);
        assertThat(rest.post("/subjects/" + there + "/versions", body(TWO)).code())
                .isEqualTo("422/42205");
        assertThat(rest.post("/subjects/" + s + "/versions", body(TWO)).status())
                .as("in the default context")
                .isEqualTo(200);
        rest.delete("/mode/" + whole);
    }

    @Test
    @DisplayName("/config/:.: and /mode/:.: are the global ones")
    void theDefaultContext() {
        try {
            rest.put("/config", "{\"compatibility\":\"FORWARD\"}");
            assertThat(rest.get("/config/:.:").body()).isEqualTo("{\"compatibilityLevel\":\"FORWARD\"}");
            rest.put("/config/:.:", "{\"compatibility\":\"FULL\"}");
            assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
            rest.put("/mode/:.:", "{\"mode\":\"READONLY\"}");
            assertThat(rest.get("/mode").body()).isEqualTo("{\"mode\":\"READONLY\"}");
        } finally {
            rest.delete("/mode");
            rest.delete("/config/:.:");
        }
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        rest.register(":.:" + s, ONE);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    @DisplayName("GET /subjects, /schemas: subjectPrefix=:*:name")
    void prefixInAllContexts() {
        rest.register(s, ONE);
        rest.register(there + "-more", ONE);
        rest.register(":" + context + ":other" + s, ONE);

        assertThat(names("/subjects?subjectPrefix=:*:" + s)).containsExactlyInAnyOrder(s, there + "-more");
        assertThat(rest.get("/schemas?subjectPrefix=:*:" + s).json().findValuesAsText("subject"))
                .containsExactlyInAnyOrder(s, there + "-more");
    }

    @Test
    @DisplayName("DELETE /mode/:.ctx:?recursive=true")
    void modesOfAllSubjects() {
        String whole = ":" + context + ":";
        rest.put("/mode/" + whole, "{\"mode\":\"READONLY\"}");
        rest.put("/mode/" + there, "{\"mode\":\"READONLY\"}");

        assertThat(rest.delete("/mode/" + whole + "?recursive=true").body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.get("/mode/" + there).code()).isEqualTo("404/40409");
    }

    @Test
    @DisplayName("GET /schemas/guids/{guid}, /ids")
    void guids() throws Exception {
        String schema = record("Guid_" + s, "a:int");
        rest.register(s, schema);
        rest.register(there, schema);
        ByteBuffer md5 =
                ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(schema.getBytes(StandardCharsets.UTF_8)));
        String guid = new UUID(md5.getLong(), md5.getLong()).toString();

        JsonNode found = rest.get("/schemas/guids/" + guid).json();
        JsonNode ids = rest.get("/schemas/guids/" + guid + "/ids").json();

        assertThat(found.path("schema").asText()).isEqualTo(schema);
        assertThat(ids.findValuesAsText("context")).containsExactlyInAnyOrder(".", context);
        assertThat(ids.findValuesAsText("id")).contains("1");
        assertThat(rest.get("/subjects/" + s + "/versions/1")
                        .json()
                        .path("guid")
                        .asText())
                .isEqualTo(guid);
        assertThat(rest.get("/schemas/guids/00000000-0000-0000-0000-000000000000")
                        .code())
                .isEqualTo("404/40403");
        assertThat(rest.get("/schemas/guids/none").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("a guid is MD5 over the schema, then each reference's name, subject and version")
    void guidsWithReferences() throws Exception {
        rest.register(s, record("Inner_" + s, "a:int"));
        String schema = "{\"type\":\"record\",\"name\":\"Outer_" + s
                + "\",\"fields\":[{\"name\":\"x\",\"type\":\"Inner_" + s + "\"}]}";
        ObjectNode request = TestRegistry.JSON.createObjectNode().put("schema", schema);
        request.putArray("references")
                .addObject()
                .put("name", "Inner_" + s)
                .put("subject", s)
                .put("version", 1);
        MessageDigest digest = MessageDigest.getInstance("MD5");
        digest.update(schema.getBytes(StandardCharsets.UTF_8));
        digest.update(("Inner_" + s).getBytes(StandardCharsets.UTF_8));
        digest.update(s.getBytes(StandardCharsets.UTF_8));
        digest.update(new byte[] {0, 0, 0, 1});
        ByteBuffer md5 = ByteBuffer.wrap(digest.digest());

        JsonNode made = rest.post("/subjects/" + s + "-outer/versions", request.toString())
                .json();

        assertThat(made.path("guid").asText()).isEqualTo(new UUID(md5.getLong(), md5.getLong()).toString());
    }

    @Test
    @DisplayName("a reference without a context is one of the same context")
    void references() {
        rest.register(there, record("Inner", "a:int"));
        String schema = "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"x\",\"type\":\"Inner\"}]}";
        ObjectNode request = TestRegistry.JSON.createObjectNode().put("schema", schema);
        request.putArray("references")
                .addObject()
                .put("name", "Inner")
                .put("subject", s)
                .put("version", 1);

        assertThat(rest.post("/subjects/" + there + "-outer/versions", request.toString())
                        .status())
                .isEqualTo(200);
        assertThat(rest.delete("/subjects/" + there).code()).isEqualTo("422/42206");
        assertThat(rest.post("/subjects/" + s + "-outer/versions", request.toString())
                        .code())
                .as("not in the default context")
                .isEqualTo("422/42201");
    }

    private Iterable<String> names(String path) {
        return TestRegistry.JSON.convertValue(
                rest.get(path).json(),
                TestRegistry.JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }
}
