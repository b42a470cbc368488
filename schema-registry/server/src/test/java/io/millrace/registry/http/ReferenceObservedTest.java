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

/** What Confluent's registry answers where its reference is silent or short, and clients may count on it. */
class ReferenceObservedTest extends RestFixture {
    private static final String RESERVED = "{\"properties\":{\"confluent:reserved\":\"%s\"}}";
    private static final String RULES =
            "{\"migrationRules\":[{\"name\":\"%s\",\"kind\":\"TRANSFORM\",\"mode\":\"UPGRADE\",\"type\":\"%s\"}]}";

    private String versions = "";

    @BeforeEach
    void pathOfTheVersions() {
        versions = "/subjects/" + s + "/versions";
    }

    @Test
    @DisplayName("POST /subjects/{s}: what is not sent is filled in as by a registration")
    void lookUpsFillIn() {
        rest.put("/config/" + s, "{\"defaultRuleSet\":" + RULES.formatted("first", "IGNORE") + "}");
        int id = id(rest.post(versions, with(ONE, "metadata", "{\"properties\":{\"owner\":\"harbour\"}}")));

        assertThat(id(rest.post("/subjects/" + s, body(ONE)))).isEqualTo(id);
        assertThat(id(rest.post("/subjects/" + s, with(ONE, "metadata", "{\"properties\":{\"owner\":\"harbour\"}}"))))
                .isEqualTo(id);
        assertThat(rest.post("/subjects/" + s, with(ONE, "metadata", "{\"properties\":{\"owner\":\"nobody\"}}"))
                        .code())
                .isEqualTo("404/40403");
    }

    @Test
    @DisplayName("a registration may not refer to a soft-deleted version; what referred before stays readable")
    void softlyDeletedReferences() {
        String base = "Base_" + s;
        rest.register(s, record(base, "a:int"));
        String request = with(
                "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"x\",\"type\":\"" + base + "\"}]}",
                "references",
                "[{\"name\":\"" + base + "\",\"subject\":\"" + s + "\",\"version\":1}]");
        int id = id(rest.post("/subjects/" + s + "-outer/versions", request));
        rest.delete("/subjects/" + s + "-outer");
        rest.delete(versions + "/1");

        assertThat(rest.post("/subjects/" + s + "-other/versions", request).code())
                .isEqualTo("422/42201");
        assertThat(rest.post("/subjects/" + s + "-outer/versions", request).code())
                .as("not revived either")
                .isEqualTo("422/42201");
        assertThat(rest.get("/schemas/ids/" + id + "?format=resolved")
                        .json()
                        .path("schema")
                        .asText())
                .contains("\"name\":\"a\"");
    }

    @Test
    @DisplayName("validateFields: no field has a reserved name, and none stops being reserved")
    void reservedFields() {
        String both = record("Z", "f:int", "g:int=1");
        rest.put("/config/" + s, "{\"validateFields\":true}");

        Answer refused = rest.post(versions, with(both, "metadata", RESERVED.formatted("f")));

        assertThat(refused.code()).isEqualTo("409/40901");
        assertThat(refused.message()).contains("reserved field f", "validateFields: 'true'");
        rest.put("/config/" + s, "{\"validateFields\":false}");
        assertThat(rest.post(versions, with(both, "metadata", RESERVED.formatted("f")))
                        .status())
                .isEqualTo(200);
        rest.put("/config/" + s, "{\"validateFields\":true}");
        assertThat(rest.post(versions, with(record("Z", "g:int=1"), "metadata", RESERVED.formatted("h")))
                        .code())
                .isEqualTo("409/40901");
        assertThat(rest.post(versions, with(record("Z", "g:int=1"), "metadata", RESERVED.formatted("f,h")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("schemaTagsToAdd, findTags, propagateSchemaTags, POST …/{v}/tags")
    void tags() {
        rest.register(s, record("Tagged", "a:int"));
        String added = "[" + tagged("Tagged", "SR_RECORD", "PII") + "," + tagged("Tagged.a", "SR_FIELD", "KEY") + "]";

        Answer made = rest.post(versions, with(record("Tagged", "a:int"), "schemaTagsToAdd", added));

        assertThat(made.json().path("version").asInt()).isEqualTo(2);
        assertThat(made.json().path("schema").asText())
                .contains("\"confluent:tags\":[\"KEY\"]")
                .endsWith("\"confluent:tags\":[\"PII\"]}");
        assertThat(rest.get(versions + "/latest?findTags=*")
                        .json()
                        .path("schemaTags")
                        .findValuesAsText("entityPath"))
                .containsExactlyInAnyOrder("Tagged", "Tagged.a");
        assertThat(rest.get("/schemas/ids/" + id(made) + "?findTags=KEY")
                        .json()
                        .path("schemaTags")
                        .findValuesAsText("entityPath"))
                .containsExactly("Tagged.a");
        Answer carried = rest.post(versions, with(record("Tagged", "a:int", "b:int=1"), "propagateSchemaTags", "true"));
        assertThat(carried.json().path("schema").asText()).contains("[\"KEY\"]", "[\"PII\"]", "\"name\":\"b\"");
        Answer removed = rest.post(
                versions + "/latest/tags", "{\"tagsToRemove\":[" + tagged("Tagged", "SR_RECORD", "PII") + "]}");
        assertThat(removed.json().path("version").asInt()).isEqualTo(4);
        assertThat(removed.json().path("schema").asText()).contains("[\"KEY\"]").doesNotContain("PII");
        assertThat(rest.post(
                                versions + "/latest/tags",
                                "{\"tagsToAdd\":[" + tagged("no.such", "SR_FIELD", "PII") + "]}")
                        .code())
                .isEqualTo("422/42201");
    }

    @Test
    @DisplayName("an alias stands for its subject under /subjects and /compatibility, deletions too")
    void aliases() {
        rest.register(s, ONE);
        rest.register(s, TWO);
        String alias = "as-" + s;
        rest.put("/config/" + alias, "{\"alias\":\"" + s + "\"}");

        assertThat(rest.post("/compatibility/subjects/" + alias + "/versions", body(record("R", "a:string")))
                        .body())
                .isEqualTo("{\"is_compatible\":false}");
        assertThat(rest.post("/subjects/" + alias, body(TWO))
                        .json()
                        .path("subject")
                        .asText())
                .isEqualTo(s);
        assertThat(rest.delete("/subjects/" + alias + "/versions/1").body()).isEqualTo("1");
        assertThat(rest.get(versions).body()).isEqualTo("[2]");
        assertThat(rest.get("/schemas?subjectPrefix=" + alias).body()).isEqualTo("[]");
        JsonNode listed =
                rest.get("/schemas?aliases=true&subjectPrefix=" + alias).json();
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("subject").asText()).isEqualTo(s);
        assertThat(listed.get(0).path("aliases").toString()).isEqualTo("[\"" + alias + "\"]");
    }

    @Test
    @DisplayName("a subject that only another context has is found without the context")
    void otherContexts() {
        String there = ":.o" + s + ":" + s;
        rest.register(there, ONE);

        assertThat(rest.get(versions + "/1").json().path("subject").asText()).isEqualTo(there);
        assertThat(rest.post("/subjects/" + s, body(ONE)).json().path("subject").asText())
                .isEqualTo(there);
        assertThat(rest.get("/contexts/.o" + s + "/contexts").body())
                .as("the contexts of all contexts")
                .isEqualTo(rest.get("/contexts").body());
    }

    @Test
    @DisplayName("referenceFormat=qualified")
    void qualifiedReferences() {
        String there = ":.q" + s + ":" + s;
        rest.register(there, record("Base", "a:int"));
        String request = with(
                "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"x\",\"type\":\"Base\"}]}",
                "references",
                "[{\"name\":\"Base\",\"subject\":\"" + s + "\",\"version\":1}]");
        int id = id(rest.post("/subjects/" + there + "-outer/versions", request));
        String path = "/subjects/" + there + "-outer/versions/1";

        assertThat(rest.get(path).json().at("/references/0/subject").asText()).isEqualTo(s);
        assertThat(rest.get(path + "?referenceFormat=qualified")
                        .json()
                        .at("/references/0/subject")
                        .asText())
                .isEqualTo(there);
        assertThat(rest.get("/schemas/ids/" + id + "?referenceFormat=qualified&subject=" + there)
                        .json()
                        .at("/references/0/subject")
                        .asText())
                .isEqualTo(there);
    }

    @Test
    @DisplayName("POST /compatibility/…?verbose=true tells what is no schema as a message")
    void verboseInvalid() {
        String path = "/compatibility" + versions;

        JsonNode told =
                rest.post(path + "?verbose=true", body("{\"type\":\"odd\"}")).json();

        assertThat(told.path("is_compatible").asBoolean(true)).isFalse();
        assertThat(told.path("messages").get(0).asText()).startsWith("Invalid schema");
        assertThat(rest.post(path, body("{\"type\":\"odd\"}")).code()).isEqualTo("422/42201");
    }

    @Test
    @DisplayName("PUT /mode {\"mode\":null} takes the mode out; READONLY_OVERRIDE is every subject's mode")
    void modes() {
        try {
            rest.put("/mode", "{\"mode\":\"READONLY_OVERRIDE\"}");
            assertThat(rest.get("/mode/" + s).body()).isEqualTo("{\"mode\":\"READONLY_OVERRIDE\"}");
            assertThat(rest.put("/mode", "{\"mode\":null}").status()).isEqualTo(200);
        } finally {
            rest.delete("/mode");
        }
        assertThat(rest.get("/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        rest.put("/mode/" + s, "{\"mode\":\"READONLY\"}");
        assertThat(rest.put("/mode/" + s, "{\"mode\":null}").status()).isEqualTo(200);
        assertThat(rest.get("/mode/" + s).code()).isEqualTo("404/40409");
    }

    @Test
    @DisplayName("/mode/:.__GLOBAL: and /config/:.__GLOBAL: hold for every context")
    void aboveAllContexts() {
        try {
            rest.put("/mode/:.__GLOBAL:", "{\"mode\":\"READONLY\"}");
            assertThat(rest.get("/mode?defaultToGlobal=true").body()).isEqualTo("{\"mode\":\"READONLY\"}");
            assertThat(rest.post(versions, body(ONE)).code()).isEqualTo("422/42205");
            assertThat(rest.post("/subjects/:.g" + s + ":" + s + "/versions", body(ONE))
                            .code())
                    .isEqualTo("422/42205");
            rest.delete("/mode/:.__GLOBAL:");
            rest.put("/config/:.__GLOBAL:", "{\"compatibility\":\"NONE\"}");
            assertThat(rest.get("/config/" + s + "?defaultToGlobal=true").body())
                    .isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        } finally {
            rest.delete("/mode/:.__GLOBAL:");
            rest.delete("/config/:.__GLOBAL:");
        }
        assertThat(rest.post(versions, body(ONE)).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("GET /schemas?ruleType=")
    void ruleTypes() {
        rest.post(versions, with(ONE, "ruleSet", RULES.formatted("one", "TYPE_ONE")));
        rest.post(versions, with(TWO, "ruleSet", RULES.formatted("two", "TYPE_TWO")));
        String path = "/schemas?subjectPrefix=" + s;

        assertThat(rest.get(path + "&ruleType=TYPE_ONE").json().findValuesAsText("version"))
                .containsExactly("1");
        assertThat(rest.get(path + "&ruleType=TYPE_ONE&latestOnly=true").body()).isEqualTo("[]");
        assertThat(rest.get(path + "&ruleType=TYPE_TWO&latestOnly=true").json()).hasSize(1);
        assertThat(rest.get(path + "&ruleType=NONE_SUCH").body()).isEqualTo("[]");
    }

    @Test
    @DisplayName("ids and versions that run out are refused, and begin nowhere anew")
    void noneLeft() {
        String full = ":.f" + s + ":" + s;
        rest.put("/mode/" + full, "{\"mode\":\"IMPORT\"}");
        id(rest.post("/subjects/" + full + "/versions", with(ONE, "id", "2147483647", "version", "2147483647")));
        rest.put("/mode/" + full, "{\"mode\":\"READWRITE\"}");

        assertThat(rest.post("/subjects/" + full + "/versions", body(TWO)).code())
                .isEqualTo("500/50001");
        assertThat(rest.post("/subjects/" + full + "-other/versions", body(TWO)).code())
                .isEqualTo("500/50001");
        assertThat(rest.register(full + "-other", ONE)).isEqualTo(2_147_483_647);
        assertThat(rest.get("/subjects/" + full + "/versions").body()).isEqualTo("[2147483647]");
        assertThat(rest.post(versions, body(record("Else_" + s, "a:int"))).status())
                .as("other contexts go on")
                .isEqualTo(200);
    }

    private static String tagged(String path, String type, String tag) {
        return "{\"schemaEntity\":{\"entityPath\":\"" + path + "\",\"entityType\":\"" + type + "\"},\"tags\":[\"" + tag
                + "\"]}";
    }

    private static int id(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("id").asInt();
    }

    /** A request with these fields beside the schema, each a name and JSON. */
    private static String with(String schema, String... fields) {
        ObjectNode request = TestRegistry.JSON.createObjectNode().put("schema", schema);
        for (int i = 0; i < fields.length; i += 2) {
            request.set(fields[i], new Answer(0, "", fields[i + 1]).json());
        }
        return request.toString();
    }
}
