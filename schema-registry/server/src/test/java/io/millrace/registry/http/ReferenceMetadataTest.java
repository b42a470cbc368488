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

/** Confluent's REST interface, a test for each row that is about metadata, rules, aliases, groups and imports. */
class ReferenceMetadataTest extends RestFixture {
    private static final String OWNER = "{\"properties\":{\"owner\":\"harbour\"}}";
    private static final String MAJOR = "{\"properties\":{\"major\":\"%s\"}}";
    private static final String RULES =
            "{\"domainRules\":[{\"name\":\"positive\",\"kind\":\"CONDITION\",\"mode\":\"WRITE\","
                    + "\"type\":\"CEL\",\"expr\":\"message.a > 0\"}]}";

    private String versions = "";

    @BeforeEach
    void pathOfTheVersions() {
        versions = "/subjects/" + s + "/versions";
    }

    @Test
    @DisplayName("POST /subjects/{s}/versions: metadata, ruleSet; what 8.x answers")
    void register() {
        Answer made = rest.post(versions, with(ONE, "metadata", OWNER, "ruleSet", RULES));

        assertThat(made.status()).as(made.body()).isEqualTo(200);
        JsonNode answer = made.json();
        assertThat(answer.path("id").asInt()).isPositive();
        assertThat(answer.path("version").asInt()).isEqualTo(1);
        assertThat(answer.path("guid").asText()).hasSize(36);
        assertThat(answer.path("schemaType").asText()).isEqualTo("AVRO");
        assertThat(answer.path("schema").asText()).isEqualTo(ONE);
        JsonNode kept = rest.get("/schemas/ids/" + answer.path("id").asInt()).json();
        assertThat(kept.at("/metadata/properties/owner").asText()).isEqualTo("harbour");
        assertThat(kept.at("/ruleSet/domainRules/0/name").asText()).isEqualTo("positive");
        assertThat(kept.at("/ruleSet/domainRules/0/expr").asText()).isEqualTo("message.a > 0");
        assertThat(rest.get(versions + "/1").json().path("metadata")).isEqualTo(kept.path("metadata"));
        assertThat(rest.post(versions, with(ONE, "ruleSet", "{\"domainRules\":[{\"name\":\"\"}]}"))
                        .code())
                .isEqualTo("422/42210");
    }

    @Test
    @DisplayName("metadata and ruleSet make another schema of the same text")
    void equality() {
        int plain = rest.register(s, ONE);

        int told = id(rest.post(versions, with(ONE, "metadata", OWNER)));

        assertThat(told).isNotEqualTo(plain);
        assertThat(rest.get(versions).body()).isEqualTo("[1,2]");
        assertThat(id(rest.post(versions, with(ONE, "metadata", OWNER)))).isEqualTo(told);
        assertThat(id(rest.post("/subjects/" + s, with(ONE, "metadata", OWNER))))
                .isEqualTo(told);
    }

    @Test
    @DisplayName("a new version without metadata inherits that of the one before")
    void inherited() {
        rest.post(versions, with(ONE, "metadata", OWNER));

        rest.register(s, TWO);

        assertThat(rest.get(versions + "/2")
                        .json()
                        .at("/metadata/properties/owner")
                        .asText())
                .isEqualTo("harbour");
    }

    @Test
    @DisplayName("version in the body is kept as the property confluent:version")
    void version() {
        rest.post(versions, with(ONE, "version", "1"));

        assertThat(rest.get(versions + "/1")
                        .json()
                        .path("metadata")
                        .path("properties")
                        .path("confluent:version")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    @DisplayName("GET /subjects/{s}/metadata?key=&value=")
    void latestWithMetadata() {
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.post(versions, with(ONE, "metadata", MAJOR.formatted(1)));
        rest.post(versions, with(TWO, "metadata", MAJOR.formatted(1)));
        rest.post(versions, with(CLASH, "metadata", MAJOR.formatted(2)));
        String path = "/subjects/" + s + "/metadata";

        assertThat(rest.get(path + "?key=major&value=1").json().path("version").asInt())
                .isEqualTo(2);
        assertThat(rest.get(path + "?key=major&value=2").json().path("version").asInt())
                .isEqualTo(3);
        assertThat(rest.get(path + "?key=major&value=3").code()).isEqualTo("404/40402");
        assertThat(rest.get("/subjects/none-such/metadata?key=a&value=b").code())
                .isEqualTo("404/40401");
        rest.delete(versions + "/3");
        assertThat(rest.get(path + "?key=major&value=2").code()).isEqualTo("404/40402");
        assertThat(rest.get(path + "?key=major&value=2&deleted=true")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("PUT /config/{s}: every field is echoed and kept")
    void config() {
        ObjectNode sent = TestRegistry.JSON.createObjectNode();
        sent.put("compatibility", "FULL")
                .put("normalize", true)
                .put("validateFields", true)
                .put("compatibilityGroup", "major");
        sent.set("defaultMetadata", json(OWNER));
        sent.set("overrideMetadata", json(MAJOR.formatted(1)));
        sent.set("defaultRuleSet", json(RULES));
        sent.set("overrideRuleSet", json(RULES));

        Answer echo = rest.put("/config/" + s, sent.toString());

        JsonNode kept = rest.get("/config/" + s).json();
        assertThat(echo.json().path("compatibility").asText()).isEqualTo("FULL");
        assertThat(kept.path("compatibilityLevel").asText()).isEqualTo("FULL");
        for (JsonNode each : new JsonNode[] {echo.json(), kept}) {
            assertThat(each.path("normalize").asBoolean()).isTrue();
            assertThat(each.path("validateFields").asBoolean()).isTrue();
            assertThat(each.path("compatibilityGroup").asText()).isEqualTo("major");
            assertThat(each.path("defaultMetadata")).isEqualTo(json(OWNER));
            assertThat(each.path("overrideMetadata")).isEqualTo(json(MAJOR.formatted(1)));
            assertThat(each.at("/defaultRuleSet/domainRules/0/name").asText()).isEqualTo("positive");
            assertThat(each.at("/overrideRuleSet/domainRules/0/name").asText()).isEqualTo("positive");
        }
    }

    @Test
    @DisplayName("defaultMetadata, overrideMetadata: under and over what is sent")
    void populated() {
        rest.put(
                "/config/" + s,
                "{\"defaultMetadata\":{\"properties\":{\"owner\":\"nobody\",\"team\":\"dock\"}},"
                        + "\"overrideMetadata\":{\"properties\":{\"seal\":\"kept\"}}}");

        rest.post(versions, with(ONE, "metadata", OWNER));

        JsonNode properties = rest.get(versions + "/1").json().at("/metadata/properties");
        assertThat(properties).isEqualTo(json("{\"owner\":\"harbour\",\"seal\":\"kept\",\"team\":\"dock\"}"));
    }

    @Test
    @DisplayName("PUT /config/{s} {alias}: the subject is another's name")
    void alias() {
        rest.register(s, ONE);
        rest.put("/config/" + s + "-alias", "{\"alias\":\"" + s + "\"}");

        assertThat(rest.get("/subjects/" + s + "-alias/versions/latest")
                        .json()
                        .path("subject")
                        .asText())
                .isEqualTo(s);
        assertThat(rest.get("/subjects/" + s + "-alias/versions").body()).isEqualTo("[1]");
        assertThat(rest.get("/schemas?aliases=true&subjectPrefix=" + s)
                        .json()
                        .get(0)
                        .path("aliases")
                        .toString())
                .isEqualTo("[\"" + s + "-alias\"]");
    }

    @Test
    @DisplayName("compatibilityGroup: a new group may break")
    void compatibilityGroup() {
        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD\",\"compatibilityGroup\":\"major\"}");
        rest.post(versions, with(ONE, "metadata", MAJOR.formatted(1)));

        assertThat(rest.post(versions, with(CLASH, "metadata", MAJOR.formatted(1)))
                        .code())
                .isEqualTo("409/40901");
        assertThat(rest.post(versions, with(CLASH, "metadata", MAJOR.formatted(2)))
                        .status())
                .isEqualTo(200);
        assertThat(rest.post(versions, with(TWO, "metadata", MAJOR.formatted(1)))
                        .status())
                .as("against its own group only")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("IMPORT: schemas come with their ids and versions, unchecked; without id 42205")
    void imports() {
        assertThat(rest.put("/mode/" + s, "{\"mode\":\"IMPORT\"}").body()).isEqualTo("{\"mode\":\"IMPORT\"}");
        int id = 700_000 + subjects * 10;

        assertThat(id(rest.post(versions, with(unique("a:int"), "id", id + "", "version", "3"))))
                .isEqualTo(id);
        assertThat(id(rest.post(versions, with(unique("b:string"), "id", id + 1 + "", "version", "5"))))
                .as("it would clash")
                .isEqualTo(id + 1);
        assertThat(rest.get(versions).body()).isEqualTo("[3,5]");
        assertThat(rest.post(versions, body(unique("c:int"))).code()).isEqualTo("422/42205");
        assertThat(rest.post(versions, with(unique("d:int"), "id", id + "", "version", "6"))
                        .code())
                .as("the id is another schema's")
                .isEqualTo("422/42205");
        rest.put("/mode/" + s, "{\"mode\":\"READWRITE\"}");
        assertThat(rest.register(s + "-next", unique("e:int"))).as("ids go on").isGreaterThan(id + 1);
    }

    @Test
    @DisplayName("IMPORT: one schema under several versions; what is there already, with and without its id")
    void importsAgain() {
        rest.put("/mode/" + s, "{\"mode\":\"IMPORT\"}");
        int id = 800_000 + subjects * 10;
        String schema = unique("a:int");

        for (String version : new String[] {"1", "2", "1"}) {
            Answer answer = rest.post(versions, with(schema, "id", id + "", "version", version));
            assertThat(id(answer)).isEqualTo(id);
            assertThat(answer.json().path("version").asText()).isEqualTo(version);
        }

        assertThat(id(rest.post(versions, body(schema)))).isEqualTo(id);
        assertThat(rest.get(versions).body()).isEqualTo("[1,2]");
    }

    @Test
    @DisplayName("PUT /mode/{s} IMPORT where versions are: 42205, unless force=true")
    void importWhereVersionsAre() {
        rest.register(s, ONE);

        assertThat(rest.put("/mode/" + s, "{\"mode\":\"IMPORT\"}").code()).isEqualTo("422/42205");
        assertThat(rest.put("/mode/" + s + "?force=true", "{\"mode\":\"IMPORT\"}")
                        .status())
                .isEqualTo(200);
        assertThat(rest.get(versions).body()).isEqualTo("[1]");
        assertThat(rest.get("/mode/" + s).body()).isEqualTo("{\"mode\":\"IMPORT\"}");
    }

    @Test
    @DisplayName("PUT /mode/{s} FORWARD")
    void forward() {
        assertThat(rest.put("/mode/" + s, "{\"mode\":\"FORWARD\"}").body()).isEqualTo("{\"mode\":\"FORWARD\"}");
        assertThat(rest.delete("/mode/" + s).body()).isEqualTo("{\"mode\":\"FORWARD\"}");
    }

    @Test
    @DisplayName("GET /v1/metadata/id: kafka-cluster; /deployment")
    void deployment() {
        JsonNode clusters = rest.get("/v1/metadata/id").json().path("scope").path("clusters");

        assertThat(clusters.path("kafka-cluster").asText()).isNotEmpty();
        assertThat(rest.get("/v1/metadata/deployment").status()).isEqualTo(200);
    }

    private String unique(String field) {
        return record("Of_" + s, field);
    }

    private static int id(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("id").asInt();
    }

    /** A request with these fields beside the schema, each a name and JSON. */
    private static String with(String schema, String... fields) {
        ObjectNode request = TestRegistry.JSON.createObjectNode().put("schema", schema);
        for (int i = 0; i < fields.length; i += 2) {
            request.set(fields[i], json(fields[i + 1]));
        }
        return request.toString();
    }

    private static JsonNode json(String text) {
        return new Answer(0, "", text).json();
    }
}
