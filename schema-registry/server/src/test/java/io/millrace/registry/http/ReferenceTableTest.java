package io.millrace.registry.http;

import static io.millrace.registry.http.RegistryRoutes.ANSWER_TYPE;
import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Confluent's REST interface, a test for each row that is about schemas, subjects and versions: the least to count on. */
class ReferenceTableTest extends RestFixture {
    private String subject = "";

    @BeforeEach
    void pathOfTheSubject() {
        subject = "/subjects/" + s;
    }

    @Test
    @DisplayName("GET /schemas")
    void schemas() {
        int one = rest.register(s, ONE);
        int two = rest.register(s, TWO);
        rest.delete(subject + "/versions/1");
        String path = "/schemas?subjectPrefix=" + s;

        JsonNode live = rest.get(path).json();
        JsonNode all = rest.get(path + "&deleted=true").json();

        assertThat(live).hasSize(1);
        assertThat(live.get(0)).isEqualTo(rest.get(subject + "/versions/2").json());
        assertThat(all.findValuesAsText("id")).containsExactly(one + "", two + "");
        assertThat(rest.get(path + "&deleted=true&latestOnly=true").json().findValuesAsText("version"))
                .containsExactly("2");
        assertThat(rest.get(path + "&deleted=true&offset=1&limit=1").json().findValuesAsText("version"))
                .containsExactly("2");
        assertThat(rest.get("/schemas?subjectPrefix=none-begins-so").body()).isEqualTo("[]");
    }

    @Test
    @DisplayName("GET /schemas/ids/{id}")
    void schemaById() {
        int id = rest.register(s, ONE);

        Answer answer = rest.get("/schemas/ids/" + id);

        assertThat(answer.json().path("schema").asText()).isEqualTo(ONE);
        assertThat(answer.json().has("references")).isFalse();
        assertThat(answer.type()).isEqualTo(ANSWER_TYPE);
        assertThat(rest.get("/schemas/ids/" + id + "?subject=" + s).json().path("schema"))
                .isEqualTo(answer.json().path("schema"));
        assertThat(rest.get("/schemas/ids/" + id + "?fetchMaxId=true")
                        .json()
                        .path("maxId")
                        .asInt())
                .isGreaterThanOrEqualTo(id);
        assertThat(rest.get("/schemas/ids/2147483647").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("GET /schemas/ids/{id}/schema")
    void textById() {
        int id = rest.register(s, ONE);

        assertThat(rest.get("/schemas/ids/" + id + "/schema").body()).isEqualTo(ONE);
        assertThat(rest.get("/schemas/ids/" + id + "/schema?subject=" + s).body())
                .isEqualTo(ONE);
        assertThat(rest.get("/schemas/ids/2147483647/schema").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("GET /schemas/ids/{id}/subjects")
    void subjectsById() {
        int id = rest.register(s + "a", unique());
        rest.register(s + "b", unique());
        String path = "/schemas/ids/" + id + "/subjects";
        assertThat(rest.get(path).body()).isEqualTo(list(s + "a", s + "b"));

        rest.delete("/subjects/" + s + "a");

        assertThat(rest.get(path).body()).isEqualTo(list(s + "b"));
        assertThat(rest.get(path + "?deleted=true").body()).isEqualTo(list(s + "a", s + "b"));
        assertThat(rest.get(path + "?deleted=true&offset=1&limit=5").body()).isEqualTo(list(s + "b"));
        assertThat(rest.get("/schemas/ids/2147483647/subjects").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("GET /schemas/ids/{id}/versions")
    void versionsById() {
        int id = rest.register(s + "a", unique());
        rest.register(s + "b", unique());
        String path = "/schemas/ids/" + id + "/versions";
        String a = "{\"subject\":\"" + s + "a\",\"version\":1}";
        String b = "{\"subject\":\"" + s + "b\",\"version\":1}";
        assertThat(rest.get(path).body()).isEqualTo("[" + a + "," + b + "]");
        assertThat(rest.get(path + "?subject=" + s + "a").body())
                .as("a subject names a context only")
                .isEqualTo("[" + a + "," + b + "]");

        rest.delete("/subjects/" + s + "a");

        assertThat(rest.get(path).body()).isEqualTo("[" + b + "]");
        assertThat(rest.get(path + "?deleted=true&limit=1").body()).isEqualTo("[" + a + "]");
        assertThat(rest.get("/schemas/ids/2147483647/versions").code()).isEqualTo("404/40403");
    }

    @Test
    @DisplayName("GET /schemas/types")
    void types() {
        assertThat(rest.get("/schemas/types").json())
                .anyMatch(type -> type.asText().equals("AVRO"));
    }

    @Test
    @DisplayName("GET /subjects")
    void subjects() {
        rest.register(s + "a", ONE);
        rest.register(s + "b", ONE);
        rest.delete("/subjects/" + s + "b");
        String path = "/subjects?subjectPrefix=" + s;

        assertThat(rest.get(path).body()).isEqualTo(list(s + "a"));
        assertThat(rest.get(path + "&deleted=true").body()).isEqualTo(list(s + "a", s + "b"));
        assertThat(rest.get(path + "&deletedOnly=true").body()).isEqualTo(list(s + "b"));
        assertThat(rest.get(path + "&deleted=true&offset=1&limit=1").body()).isEqualTo(list(s + "b"));
        assertThat(rest.get("/subjects?subjectPrefix=:*:").json())
                .anyMatch(name -> name.asText().equals(s + "a"));
    }

    @Test
    @DisplayName("POST /subjects/{s}")
    void lookUp() {
        int id = rest.register(s, ONE);

        JsonNode found = rest.post(subject, body(ONE)).json();

        assertThat(found.path("subject").asText()).isEqualTo(s);
        assertThat(found.path("version").asInt()).isEqualTo(1);
        assertThat(found.path("id").asInt()).isEqualTo(id);
        assertThat(found.path("schemaType").asText()).isEqualTo("AVRO");
        assertThat(found.path("schema").asText()).isEqualTo(ONE);
        assertThat(rest.post("/subjects/none-such", body(ONE)).code()).isEqualTo("404/40401");
        assertThat(rest.post(subject, body(TWO)).code()).isEqualTo("404/40403");
        assertThat(rest.post(subject, body("{\"type\":\"odd\"}")).code()).isEqualTo("422/42201");
    }

    @Test
    @DisplayName("DELETE /subjects/{s}")
    void deleteSubject() {
        assertThat(rest.delete(subject).code()).isEqualTo("404/40401");
        rest.register(s, ONE);
        rest.register(s, TWO);

        assertThat(rest.delete(subject + "?permanent=true").code()).isEqualTo("404/40405");
        assertThat(rest.delete(subject).body()).isEqualTo("[1,2]");
        assertThat(rest.delete(subject).code()).isEqualTo("404/40404");
        assertThat(rest.delete(subject + "?permanent=true").body()).isEqualTo("[1,2]");
        assertThat(rest.delete(subject + "?permanent=true").code()).isEqualTo("404/40401");
    }

    @Test
    @DisplayName("GET /subjects/{s}/versions")
    void versions() {
        rest.register(s, ONE);
        rest.register(s, TWO);
        String path = subject + "/versions";
        assertThat(rest.get(path).body()).isEqualTo("[1,2]");
        assertThat(rest.get(path + "?offset=1&limit=1").body()).isEqualTo("[2]");

        rest.delete(path + "/1");

        assertThat(rest.get(path).body()).isEqualTo("[2]");
        assertThat(rest.get(path + "?deleted=true").body()).isEqualTo("[1,2]");
        assertThat(rest.get(path + "?deletedOnly=true").body()).isEqualTo("[1]");
        assertThat(rest.get(path + "?deleted=true&deletedAsNegative=true").body())
                .isEqualTo("[-1,2]");
    }

    @Test
    @DisplayName("POST /subjects/{s}/versions")
    void register() {
        String path = subject + "/versions";

        Answer made = rest.post(path, body(ONE));

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().path("id").asInt()).isPositive();
        assertThat(made.type()).isEqualTo(ANSWER_TYPE);
        assertThat(rest.post(path, body(CLASH)).code()).isEqualTo("409/40901");
        assertThat(rest.post(path, body("{\"type\":\"odd\"}")).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"ODD\"}")
                        .code())
                .isEqualTo("422/42201");
        assertThat(rest.post(
                                path,
                                "{\"schemaType\":\"AVRO\",\"references\":[],\"schema\":"
                                        + TestRegistry.JSON.getNodeFactory().textNode(ONE) + "}")
                        .json()
                        .path("id"))
                .as("registered already")
                .isEqualTo(made.json().path("id"));
    }

    @Test
    @DisplayName("GET /subjects/{s}/versions/{v}")
    void version() {
        int id = rest.register(s, ONE);

        for (String v : new String[] {"1", "latest", "-1"}) {
            JsonNode found = rest.get(subject + "/versions/" + v).json();
            assertThat(found.path("subject").asText()).isEqualTo(s);
            assertThat(found.path("version").asInt()).isEqualTo(1);
            assertThat(found.path("id").asInt()).isEqualTo(id);
            assertThat(found.path("schema").asText()).isEqualTo(ONE);
        }
        assertThat(rest.get(subject + "/versions/2147483647").code()).isEqualTo("404/40402");
        for (String v : new String[] {"0", "-2", "2147483648", "newest"}) {
            assertThat(rest.get(subject + "/versions/" + v).code()).as(v).isEqualTo("422/42202");
        }
        assertThat(rest.get("/subjects/none-such/versions/1").code()).isEqualTo("404/40401");
    }

    @Test
    @DisplayName("GET /subjects/{s}/versions/{v}/schema")
    void versionsText() {
        rest.register(s, ONE);

        assertThat(rest.get(subject + "/versions/1/schema").body()).isEqualTo(ONE);
        assertThat(rest.get(subject + "/versions/2/schema").code()).isEqualTo("404/40402");
        rest.delete(subject + "/versions/1");
        assertThat(rest.get(subject + "/versions/1/schema?deleted=true").body()).isEqualTo(ONE);
    }

    @Test
    @DisplayName("GET /subjects/{s}/versions/{v}/referencedby")
    void referencedBy() {
        rest.register(s, unique());
        int id = registerReferrer();
        String path = subject + "/versions/1/referencedby";

        assertThat(rest.get(path).body()).isEqualTo("[" + id + "]");
        rest.delete("/subjects/" + s + "-user");
        assertThat(rest.get(path).body()).isEqualTo("[]");
        assertThat(rest.get(path + "?deleted=true").body()).isEqualTo("[" + id + "]");
        assertThat(rest.get(subject + "/versions/7/referencedby").code()).isEqualTo("404/40402");
    }

    @Test
    @DisplayName("DELETE /subjects/{s}/versions/{v}")
    void deleteVersion() {
        rest.register(s, unique());
        registerReferrer();
        String path = subject + "/versions/1";
        assertThat(rest.delete(path).code()).isEqualTo("422/42206");
        rest.delete("/subjects/" + s + "-user");
        rest.delete("/subjects/" + s + "-user?permanent=true");

        assertThat(rest.delete(path + "?permanent=true").code()).isEqualTo("404/40407");
        assertThat(rest.delete(path).body()).isEqualTo("1");
        assertThat(rest.delete(path).code()).isEqualTo("404/40406");
        assertThat(rest.delete(path + "?permanent=true").body()).isEqualTo("1");
        rest.register(s, ONE);
        assertThat(rest.delete(subject + "/versions/7").code()).isEqualTo("404/40402");
    }

    /** A schema that no other test has. */
    private String unique() {
        return record("Of_" + s, "a:int");
    }

    /** Of a schema that refers to the subject's first version. */
    private int registerReferrer() {
        String user = "{\"type\":\"record\",\"name\":\"User_" + s + "\",\"fields\":[{\"name\":\"b\",\"type\":\"Of_" + s
                + "\"}]}";
        return rest.post(
                        "/subjects/" + s + "-user/versions",
                        "{\"schema\":" + TestRegistry.JSON.getNodeFactory().textNode(user)
                                + ",\"references\":[{\"name\":\"Of_" + s + "\",\"subject\":\"" + s
                                + "\",\"version\":1}]}")
                .json()
                .path("id")
                .asInt();
    }

    private static String list(String... names) {
        return "[\"" + String.join("\",\"", names) + "\"]";
    }
}
