package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is deleted softly and for good, and the modes that hold writes back, over real HTTP. */
class DeletionRestTest extends RestFixture {
    @Test
    void aVersionIsDeletedSoftlyThenForGood() {
        int id = rest.register(s, ONE);
        rest.register(s, TWO);
        String one = "/subjects/" + s + "/versions/1";

        assertThat(rest.delete(one + "?permanent=true").code()).isEqualTo("404/40407");
        assertThat(rest.delete(one).body()).isEqualTo("1");
        assertThat(rest.delete(one).code()).isEqualTo("404/40406");
        assertThat(rest.get(one).code()).isEqualTo("404/40402");
        assertThat(rest.get(one + "?deleted=true").status()).isEqualTo(200);
        assertThat(rest.get("/schemas/ids/" + id).status()).isEqualTo(200);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[2]");
        assertThat(rest.get("/subjects/" + s + "/versions?deleted=true").body()).isEqualTo("[1,2]");
        assertThat(rest.get("/subjects/" + s + "/versions?deletedOnly=true").body())
                .isEqualTo("[1]");
        assertThat(rest.get("/subjects/" + s + "/versions?deletedAsNegative=true")
                        .body())
                .isEqualTo("[-1,2]");
        assertThat(rest.delete(one + "?permanent=true").body()).isEqualTo("1");
        assertThat(rest.get(one + "?deleted=true").code()).isEqualTo("404/40402");
        assertThat(rest.delete(one).code()).isEqualTo("404/40402");
        assertThat(rest.delete("/subjects/" + s + "/versions/latest").body()).isEqualTo("2");
        assertThat(rest.delete("/subjects/unknown-subject/versions/1").code()).isEqualTo("404/40401");
        assertThat(rest.delete("/subjects/" + s + "/versions/zero").code()).isEqualTo("422/42202");
    }

    @Test
    void theListOfSubjectsFollowsEachChangeOfThem() {
        String named = "\"" + s + "\"";
        assertThat(rest.get("/subjects").body()).doesNotContain(named);

        rest.register(s, ONE);
        assertThat(rest.get("/subjects").body())
                .contains(named)
                .isEqualTo(rest.get("/subjects").body());
        rest.delete("/subjects/" + s);
        assertThat(rest.get("/subjects").body()).doesNotContain(named);
        rest.post("/subjects/" + s + "/undelete", "");
        assertThat(rest.get("/subjects").body()).contains(named);
        rest.delete("/subjects/" + s + "/versions/1");
        assertThat(rest.get("/subjects").body()).doesNotContain(named);
        rest.register(":.listed:" + s, ONE);

        assertThat(rest.get("/subjects").body()).contains("\":.listed:" + s + "\"");
        assertThat(rest.get("/contexts/.listed/subjects").body()).isEqualTo("[\":.listed:" + s + "\"]");
    }

    @Test
    void aSoftlyDeletedVersionComesBackUnderANewNumber() {
        int id = rest.register(s, ONE);
        rest.register(s, TWO);
        rest.delete("/subjects/" + s + "/versions/1");

        assertThat(rest.post("/subjects/" + s, body(ONE)).code()).isEqualTo("404/40403");
        assertThat(rest.post("/subjects/" + s + "?deleted=true", body(ONE))
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        assertThat(rest.register(s, ONE)).isEqualTo(id);

        assertThat(rest.get("/subjects/" + s + "/versions?deleted=true").body()).isEqualTo("[2,3]");
    }

    @Test
    void aSubjectIsDeletedSoftlyThenForGoodAndStartsAgainAtOne() {
        String only = record("Only" + subjects, "a:int");
        int id = rest.register(s, only);
        rest.register(s, record("Only" + subjects, "a:int", "b:int=1"));
        rest.put("/config/" + s, "{\"compatibility\":\"FULL\"}");

        assertThat(rest.delete("/subjects/" + s + "?permanent=true").code()).isEqualTo("404/40405");
        assertThat(rest.delete("/subjects/" + s).body()).isEqualTo("[1,2]");
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("404/40404");
        assertThat(rest.get("/config/" + s).code()).isEqualTo("404/40408");
        assertThat(rest.get("/subjects").body()).doesNotContain("\"" + s + "\"");
        assertThat(rest.get("/subjects?deleted=true&subjectPrefix=" + s).body()).contains("\"" + s + "\"");
        assertThat(rest.get("/subjects?deletedOnly=true&subjectPrefix=" + s).body())
                .contains("\"" + s + "\"");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
        assertThat(rest.get("/schemas/ids/" + id + "/subjects").body()).isEqualTo("[]");
        assertThat(rest.get("/schemas/ids/" + id + "/subjects?deleted=true").body())
                .isEqualTo("[\"" + s + "\"]");
        assertThat(rest.delete("/subjects/" + s + "?permanent=true").body()).isEqualTo("[1,2]");
        assertThat(rest.get("/schemas/ids/" + id).code()).isEqualTo("404/40403");
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("404/40401");
        assertThat(rest.register(s, only)).isGreaterThan(id + 1);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void modesHoldWritesBack() {
        rest.register(s, ONE);
        assertThat(rest.get("/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(rest.get("/mode/" + s).code()).isEqualTo("404/40409");
        assertThat(rest.get("/mode/" + s + "?defaultToGlobal=true").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(rest.delete("/mode/" + s).code()).isEqualTo("404/40409");
        assertThat(rest.put("/mode/" + s, "{\"mode\":\"READONLY\"}").body()).isEqualTo("{\"mode\":\"READONLY\"}");

        assertThat(rest.post("/subjects/" + s + "/versions", body(TWO)).code()).isEqualTo("422/42205");
        assertThat(rest.post("/subjects/" + s + "/versions", body(ONE)).status())
                .isEqualTo(200);
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("422/42205");
        assertThat(rest.delete("/subjects/" + s + "/versions/1").code()).isEqualTo("422/42205");
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}").code())
                .isEqualTo("422/42205");
        assertThat(rest.post("/subjects/" + s, body(ONE)).status()).isEqualTo(200);

        assertThat(rest.get("/mode/" + s).body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.delete("/mode/" + s).body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(TWO)).status())
                .isEqualTo(200);
        for (String bad : new String[] {"SOMETIMES", "READONLY_OVERRIDE"}) {
            assertThat(rest.put("/mode/" + s, "{\"mode\":\"" + bad + "\"}").code())
                    .isEqualTo("422/42204");
        }
        assertThat(rest.put("/mode", "{}").code()).isEqualTo("422/42204");
    }

    @Test
    void theOverridingModeBeatsTheSubjects() {
        rest.put("/mode/" + s, "{\"mode\":\"READWRITE\"}");
        rest.put("/mode", "{\"mode\":\"READONLY\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(ONE)).status())
                .isEqualTo(200);

        rest.put("/mode", "{\"mode\":\"READONLY_OVERRIDE\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(TWO)).code()).isEqualTo("422/42205");

        assertThat(rest.delete("/mode").body()).isEqualTo("{\"mode\":\"READONLY_OVERRIDE\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(TWO)).status())
                .isEqualTo(200);
    }

    @Test
    void aVersionThatOthersReferToOutlivesItsSchemasReturn() {
        String base = record("Base", "a:string");
        int id = rest.register(s, base);
        String user = "{\"type\":\"record\",\"name\":\"User\",\"fields\":[{\"name\":\"b\",\"type\":\"Base\"}]}";
        String request = "{\"schema\":" + TestRegistry.JSON.getNodeFactory().textNode(user)
                + ",\"references\":[{\"name\":\"Base\",\"subject\":\"" + s + "\",\"version\":1}]}";
        int userId = rest.post("/subjects/" + s + "-user/versions", request)
                .json()
                .path("id")
                .asInt();
        rest.delete("/subjects/" + s + "-user");
        assertThat(rest.delete("/subjects/" + s).body()).isEqualTo("[1]");

        assertThat(rest.register(s, base)).isEqualTo(id);

        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[2]");
        assertThat(rest.get("/subjects/" + s + "/versions/1?deleted=true").status())
                .isEqualTo(200);
        assertThat(rest.get("/schemas/ids/" + userId + "?format=resolved").status())
                .isEqualTo(200);
        assertThat(rest.delete("/subjects/" + s + "/versions/1?permanent=true").code())
                .isEqualTo("422/42206");
    }
}
