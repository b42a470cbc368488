package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.Test;

/** What Confluent's registry answers where its documentation says little: seen in its own tests. */
class FinePointsRestTest extends RestFixture {
    @Test
    void tagsAreKeptInsideTheSchema() {
        rest.register(s, record("R", "f1:int"));

        Answer tagged = rest.post(
                "/subjects/" + s + "/versions/1/tags",
                "{\"newVersion\":2,\"tagsToAdd\":[" + tag("R", "SR_RECORD", "A", "B") + ","
                        + tag("R.f1", "SR_FIELD", "PII") + "]}");
        JsonNode found = rest.get("/subjects/" + s + "/versions/2?findTags=PII").json();
        Answer untagged = rest.post(
                "/subjects/" + s + "/versions",
                with(
                        record("R", "f1:int"),
                        "\"propagateSchemaTags\":true,\"version\":3,\"schemaTagsToRemove\":["
                                + tag("R", "SR_RECORD", "A") + "]"));

        assertThat(tagged.status()).as(tagged.body()).isEqualTo(200);
        assertThat(found.path("schema").asText())
                .isEqualTo("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f1\",\"type\":\"int\","
                        + "\"confluent:tags\":[\"PII\"]}],\"confluent:tags\":[\"A\",\"B\"]}");
        assertThat(found.path("metadata").toString()).isEqualTo("{\"properties\":{\"confluent:version\":\"2\"}}");
        assertThat(found.path("schemaTags").toString()).isEqualTo("[" + tag("R.f1", "SR_FIELD", "PII") + "]");
        Answer byId = rest.get("/schemas/ids/" + found.path("id").asInt() + "?findTags=*");
        assertThat(byId.json().path("schemaTags")).as(byId.body()).hasSize(2);
        assertThat(untagged.status()).as(untagged.body()).isEqualTo(200);
        assertThat(rest.get("/subjects/" + s + "/versions/3/schema").body())
                .contains("\"confluent:tags\":[\"B\"]")
                .contains("PII");
        assertThat(rest.post(
                                "/subjects/" + s + "/versions/1/tags",
                                "{\"newVersion\":4,\"tagsToAdd\":[" + tag("R.none", "SR_FIELD", "X") + "]}")
                        .code())
                .isEqualTo("422/42201");
        assertThat(rest.post(
                                "/subjects/" + s + "/versions/1/tags",
                                "{\"newVersion\":9,\"tagsToAdd\":[" + tag("R", "SR_RECORD", "X") + "]}")
                        .code())
                .isEqualTo("422/42201");
    }

    @Test
    void reservedFieldsStayFree() {
        rest.put("/config/" + s, "{\"validateFields\":true}");
        String reserving = "\"metadata\":{\"properties\":{\"confluent:reserved\":\"f,g\"}}";

        assertThat(rest.post("/subjects/" + s + "/versions", with(record("R", "a:int"), reserving))
                        .status())
                .isEqualTo(200);
        Answer taken = rest.post("/subjects/" + s + "/versions", with(record("R", "a:int", "f:int=0"), reserving));
        Answer freed = rest.post(
                "/subjects/" + s + "/versions", with(record("R", "a:int", "b:int=0"), reserving.replace("f,g", "g")));
        rest.put("/config/" + s, "{\"validateFields\":false}");

        assertThat(taken.code()).isEqualTo("409/40901");
        assertThat(taken.message()).contains("reserved field f").contains("{validateFields: 'true', compatibility");
        assertThat(freed.code()).isEqualTo("409/40901");
        assertThat(freed.message()).contains("reserved field f removed");
        assertThat(rest.post("/subjects/" + s + "/versions", with(record("R", "a:int", "f:int=0"), reserving))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotSentIsNotComparedWhenLookingUp() {
        rest.put("/config/" + s, "{\"defaultMetadata\":{\"properties\":{\"team\":\"x\"}}}");
        rest.post("/subjects/" + s + "/versions", with(ONE, "\"metadata\":{\"properties\":{\"v\":\"1\"}}"));
        rest.post("/subjects/" + s + "/versions", with(ONE, "\"metadata\":{\"properties\":{\"v\":\"2\"}}"));

        JsonNode plain = rest.post("/subjects/" + s, body(ONE)).json();
        JsonNode first = rest.post("/subjects/" + s, with(ONE, "\"metadata\":{\"properties\":{\"v\":\"1\"}}"))
                .json();

        assertThat(plain.path("version").asInt()).isEqualTo(2);
        assertThat(plain.path("metadata").toString()).isEqualTo("{\"properties\":{\"team\":\"x\",\"v\":\"2\"}}");
        assertThat(first.path("version").asInt()).isEqualTo(1);
        assertThat(rest.post("/subjects/" + s, with(ONE, "\"metadata\":{\"properties\":{\"v\":\"3\"}}"))
                        .code())
                .isEqualTo("404/40403");
        assertThat(rest.register(s, ONE)).isEqualTo(plain.path("id").asInt());
    }

    @Test
    void idsAndNumbersThatRunOutAreRefusedAndNeverBeginAnew() {
        String at = ":.full" + s + ":";
        rest.put("/mode/" + at + "im", "{\"mode\":\"IMPORT\"}");
        assertThat(rest.post(
                                "/subjects/" + at + "im/versions",
                                with("\"float\"", "\"id\":2147483647,\"version\":2147483647"))
                        .status())
                .isEqualTo(200);
        rest.put("/mode/" + at + "im", "{\"mode\":\"READWRITE\"}");

        Answer noNumber = rest.post("/subjects/" + at + "im/versions", body("\"double\""));
        Answer noId = rest.post("/subjects/" + at + "other/versions", body("\"bytes\""));

        assertThat(noNumber.code()).isEqualTo("500/50001");
        assertThat(noNumber.message()).contains("no version numbers left");
        assertThat(noId.code()).isEqualTo("500/50001");
        assertThat(noId.message()).contains("no ids left");
        assertThat(rest.post("/subjects/" + at + "other/versions", body("\"float\""))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aNewSchemaMayNotReferToWhatIsDeleted() {
        rest.register(s + "base", record("Base", "x:int"));
        String user = with(
                "{\"type\":\"array\",\"items\":\"Base\"}",
                "\"references\":[{\"name\":\"Base\",\"subject\":\"" + s + "base\",\"version\":1}]");
        rest.post("/subjects/" + s + "one/versions", user);
        rest.delete("/subjects/" + s + "one");
        rest.delete("/subjects/" + s + "base");

        assertThat(rest.post("/subjects/" + s + "two/versions", user).code()).isEqualTo("422/42201");
        assertThat(rest.post("/subjects/" + s + "one?deleted=true", user).status())
                .isEqualTo(200);
    }

    @Test
    void anAliasIsFollowedEverywhereButForConfigAndMode() {
        int id = rest.register(s, ONE);
        rest.put("/config/" + s + "alias", "{\"alias\":\"" + s + "\"}");

        assertThat(rest.get("/subjects/" + s + "alias/versions/latest")
                        .json()
                        .path("subject")
                        .asText())
                .isEqualTo(s);
        assertThat(rest.get("/schemas/ids/" + id + "?subject=" + s + "alias").status())
                .isEqualTo(200);
        assertThat(rest.get("/schemas?aliases=true&subjectPrefix=" + s + "al")
                        .json()
                        .path(0)
                        .path("aliases")
                        .toString())
                .isEqualTo("[\"" + s + "alias\"]");
        assertThat(rest.delete("/subjects/" + s + "alias").body()).isEqualTo("[1]");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
        assertThat(rest.get("/config/" + s + "alias").status()).isEqualTo(200);
    }

    @Test
    void whatIsNotQualifiedIsFoundInAnotherContext() {
        rest.register(":.away:" + s, record("Base", "x:int"));
        rest.post(
                "/contexts/.away/subjects/" + s + "user/versions",
                with(
                        "{\"type\":\"array\",\"items\":\"Base\"}",
                        "\"references\":[{\"name\":\"Base\",\"subject\":\"" + s + "\",\"version\":1}]"));

        assertThat(rest.get("/subjects/" + s + "/versions/1")
                        .json()
                        .path("subject")
                        .asText())
                .isEqualTo(":.away:" + s);
        assertThat(rest.post("/subjects/" + s, body(record("Base", "x:int"))).status())
                .isEqualTo(200);
        assertThat(rest.get("/contexts/.away/subjects/" + s + "user/versions/1?referenceFormat=qualified")
                        .json()
                        .path("references")
                        .path(0)
                        .path("subject")
                        .asText())
                .isEqualTo(":.away:" + s);
        assertThat(rest.get("/contexts/.away/contexts").json().toString()).contains(".away");
        assertThat(rest.get("/contexts/.away/").body()).isEqualTo("{}");
    }

    @Test
    void aVerboseCheckSaysWhatIsNoSchema() {
        rest.register(s, ONE);
        String path = "/compatibility/subjects/" + s + "/versions";

        Answer verbose = rest.post(path + "?verbose=true", body("{"));

        assertThat(verbose.status()).isEqualTo(200);
        assertThat(verbose.json().path("is_compatible").asBoolean(true)).isFalse();
        assertThat(verbose.json().path("messages").path(0).asText())
                .startsWith("Invalid schema of type AVRO, details: the schema is no JSON:")
                .doesNotContain("fasterxml");
        assertThat(rest.post(path, body("{")).code()).isEqualTo("422/42201");
    }

    @Test
    void aChangedConfigIsAnsweredAsItIsKept() {
        rest.put("/config/" + s, "{\"compatibilityGroup\":\"v\",\"validateFields\":true}");

        assertThat(rest.put("/config/" + s, "{\"compatibilityGroup\":null}").body())
                .isEqualTo("{\"validateFields\":true}");
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"full\"}").body())
                .isEqualTo("{\"compatibility\":\"FULL\",\"validateFields\":true}");
    }

    @Test
    void aContextWithoutAModeOfItsOwnHadNone() {
        String context = ":.m" + s + ":";
        rest.put("/mode/" + context + "a", "{\"mode\":\"READONLY\"}");

        assertThat(rest.delete("/mode/" + context + "?recursive=true").body()).isEqualTo("{\"mode\":null}");
        assertThat(rest.get("/mode/" + context + "a").code()).isEqualTo("404/40409");
    }

    @Test
    void aSchemaKeepsTheIdThatItHasInItsSubject() {
        int id = rest.register(s, ONE);
        rest.put("/mode/" + s + "?force=true", "{\"mode\":\"IMPORT\"}");

        Answer other = rest.post("/subjects/" + s + "/versions", with(ONE, "\"id\":" + (id + 1_000)));
        Answer same = rest.post("/subjects/" + s + "/versions", with(ONE, "\"id\":" + id));

        assertThat(other.code()).isEqualTo("422/42207");
        assertThat(other.message()).contains("version 1 with the id " + id);
        assertThat(same.json().path("id").asInt()).isEqualTo(id);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void aModeOfNullTakesItOut() {
        rest.put("/mode/" + s, "{\"mode\":\"READONLY\"}");

        assertThat(rest.put("/mode/" + s, "{\"mode\":null}").body()).isEqualTo("{\"mode\":null}");
        assertThat(rest.get("/mode/" + s).code()).isEqualTo("404/40409");
        assertThat(rest.put("/mode/:.__GLOBAL:", "{\"mode\":\"READONLY\"}").status())
                .isEqualTo(200);
        assertThat(rest.get("/mode?defaultToGlobal=true").body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(ONE)).code()).isEqualTo("422/42205");
        rest.delete("/mode/:.__GLOBAL:");
        assertThat(rest.post("/subjects/" + s + "/versions", body(ONE)).status())
                .isEqualTo(200);
    }

    @Test
    void schemasAreFoundByTheTypeOfTheirRules() {
        rest.post(
                "/subjects/" + s + "/versions",
                with(ONE, "\"ruleSet\":{\"domainRules\":[{\"name\":\"r\",\"type\":\"CEL\"}]}"));
        rest.register(s + "other", TWO);

        assertThat(rest.get("/schemas?subjectPrefix=" + s + "&ruleType=CEL").json())
                .hasSize(1);
        assertThat(rest.get("/schemas?subjectPrefix=" + s + "&ruleType=ENCRYPT").json())
                .isEmpty();
    }

    private static String tag(String path, String type, String... tags) {
        return "{\"schemaEntity\":{\"entityPath\":\"" + path + "\",\"entityType\":\"" + type + "\"},\"tags\":[\""
                + String.join("\",\"", tags) + "\"]}";
    }

    /** A body with more than the schema. */
    private static String with(String schema, String more) {
        ObjectNode node = TestRegistry.JSON.createObjectNode().put("schema", schema);
        String text = node.toString();
        return text.substring(0, text.length() - 1) + "," + more + "}";
    }
}
