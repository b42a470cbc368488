package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.Test;

/** What Confluent's interface lacks: undeletion, copies with ids, differences, usage, tags of answers. */
class CareRestTest extends RestFixture {
    @Test
    void aSoftDeletionIsTakenBack() {
        rest.register(s, ONE);
        int id = rest.register(s, TWO);
        rest.delete("/subjects/" + s);
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");

        assertThat(rest.post("/subjects/" + s + "/versions/2/undelete", "").body())
                .isEqualTo("[2]");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[2]");
        assertThat(rest.post("/subjects/" + s + "/undelete", "").body()).isEqualTo("[1]");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1,2]");
        assertThat(rest.register(s, TWO)).isEqualTo(id);
        assertThat(rest.post("/subjects/" + s + "/versions/9/undelete", "").code())
                .isEqualTo("404/40402");
        assertThat(rest.post("/subjects/" + s + "nowhere/undelete", "").code()).isEqualTo("404/40401");
    }

    @Test
    void aCopyOfEverythingHasTheSameIds() {
        try (EmbeddedLog first = Millrace.log().inMemory().inProcessOnly().start();
                EmbeddedLog second = Millrace.log().inMemory().inProcessOnly().start();
                TestRegistry from = TestRegistry.on(first.inProcessServers());
                TestRegistry to = TestRegistry.on(second.inProcessServers())) {
            from.register("gone", record("Gone", "x:int"));
            from.delete("/subjects/gone");
            from.delete("/subjects/gone?permanent=true");
            from.register("base", record("Base", "a:int"));
            from.post(
                    "/subjects/user/versions",
                    "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"U\\\",\\\"fields\\\":[{\\\"name\\\":\\\"b\\\","
                            + "\\\"type\\\":\\\"Base\\\"}]}\",\"references\":[{\"name\":\"Base\",\"subject\":\"base\","
                            + "\"version\":1}],\"metadata\":{\"properties\":{\"owner\":\"me\"}}}");
            from.register(":.other:base", record("Elsewhere", "a:int"));
            from.register("soft", record("Soft", "a:int"));
            from.delete("/subjects/soft");
            from.put("/config/user", "{\"compatibility\":\"FULL\",\"compatibilityGroup\":\"major\"}");
            from.put("/mode/base", "{\"mode\":\"READONLY\"}");
            from.register("last", record("Last", "a:int"));
            from.delete("/subjects/last");
            from.delete("/subjects/last?permanent=true");

            String lines = from.get("/export").body();
            Answer answer = to.post("/import", lines);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"imported\":6,\"unchanged\":0}");
            assertThat(to.get("/export").body()).isEqualTo(lines);
            for (String path : new String[] {
                "/subjects?deleted=true",
                "/subjects/user/versions/1/schema",
                "/config/user",
                "/mode/base",
                "/contexts",
                "/schemas/ids/2/versions",
                "/subjects/base/versions/1/referencedby"
            }) {
                assertThat(to.get(path).body())
                        .as(path)
                        .isEqualTo(from.get(path).body());
            }
            assertThat(to.register("next", record("Next", "a:int"))).isEqualTo(6);
            assertThat(to.post("/import", lines).body()).isEqualTo("{\"imported\":0,\"unchanged\":6}");
        }
    }

    @Test
    void anImportOverwritesNothingAndIsDoneWholeOrNotAtAll() {
        int id = rest.register(s, ONE);
        String fresh = schemaLine(s + "new", 1, id + 1_000, "\\\"int\\\"");

        Answer idTaken = rest.post("/import", fresh + "\n" + schemaLine(s + "x", 1, id, "\\\"string\\\""));
        Answer versionTaken = rest.post("/import", fresh + "\n" + schemaLine(s, 1, id + 2_000, "\\\"long\\\""));
        Answer noSchema = rest.post("/import", fresh + "\n{\"schema\":{\"subject\":\"a\"}}");
        Answer noLine = rest.post("/import", fresh + "\n{\"what\":1}");
        Answer noJson = rest.post("/import", fresh + "\n{");

        assertThat(idTaken.code()).isEqualTo("422/42205");
        assertThat(idTaken.message()).contains("id " + id + " of context . stands for another schema");
        assertThat(versionTaken.code()).isEqualTo("422/42205");
        assertThat(noSchema.code()).isEqualTo("422/422");
        assertThat(noSchema.message()).startsWith("line 2:");
        assertThat(noLine.code()).isEqualTo("422/422");
        assertThat(noJson.code()).isEqualTo("400/400");
        assertThat(rest.get("/subjects/" + s + "new/versions").status()).isEqualTo(404);
        assertThat(rest.get("/subjects/" + s + "/versions/1/schema").body()).isEqualTo(ONE);
    }

    @Test
    void aDifferenceNamesWhatChanged() {
        rest.register(s, ONE);
        rest.register(s, TWO);

        JsonNode difference = rest.get("/subjects/" + s + "/diff?from=1&to=2").json();

        assertThat(difference.path("from").asInt()).isEqualTo(1);
        assertThat(difference.path("to").asInt()).isEqualTo(2);
        assertThat(difference.path("changes")).isNotEmpty();
        assertThat(rest.get("/subjects/" + s + "/diff?from=1&to=1").json().path("changes"))
                .isEmpty();
        assertThat(rest.get("/subjects/" + s + "/diff?from=1&to=7").code()).isEqualTo("404/40402");
        assertThat(rest.get("/subjects/" + s + "/diff?from=1").code()).isEqualTo("422/42202");
    }

    @Test
    void usageTellsWhatIsStillRead() {
        int id = rest.register(s, ONE);
        JsonNode before = rest.get("/schemas/ids/" + id + "/usage").json();
        rest.get("/schemas/ids/" + id);
        rest.get("/schemas/ids/" + id + "/schema");
        JsonNode after = rest.get("/schemas/ids/" + id + "/usage").json();

        assertThat(before.path("lastRegistered").asText()).isNotEmpty();
        assertThat(after.path("reads").asInt() - before.path("reads").asInt()).isEqualTo(2);
        assertThat(after.path("lastRead").asText()).isNotEmpty();
        assertThat(after.path("subjects").toString()).contains("\"" + s + "\"");
        assertThat(rest.get("/usage").json().path("ids")).isNotEmpty();
    }

    @Test
    void whoHasAnAnswerIsSparedIt() {
        int id = rest.register(s, ONE);
        for (String path : new String[] {"/schemas/ids/" + id, "/subjects/" + s + "/versions", "/config"}) {
            Answer first = rest.get(path);
            String tag = first.tag();
            Answer second = rest.send(rest.request(path).header("If-None-Match", "\"other\", " + tag));

            assertThat(tag).as(path).isNotEmpty();
            assertThat(second.status()).as(path).isEqualTo(304);
            assertThat(second.body()).isEmpty();
            assertThat(rest.send(rest.request(path).header("If-None-Match", "\"other\""))
                            .body())
                    .isEqualTo(first.body());
        }
        String before = rest.get("/subjects/" + s + "/versions").tag();
        rest.register(s, TWO);
        assertThat(rest.get("/subjects/" + s + "/versions").tag()).isNotEqualTo(before);
    }

    @Test
    void aSchemaByItsIdTellsThatItsVersionWasDeletedAndPutBack() {
        int id = rest.register(s, record("Deleted" + s, "a:int"));
        String path = "/schemas/ids/" + id;
        Answer live = rest.get(path);

        rest.delete("/subjects/" + s);
        Answer deleted = rest.get(path);
        int withOldTag = rest.send(rest.request(path).header("If-None-Match", live.tag()))
                .status();
        rest.post("/subjects/" + s + "/undelete", "");

        assertThat(live.json().path("deleted").asBoolean(true)).isFalse();
        assertThat(deleted.json().path("deleted").asBoolean()).isTrue();
        assertThat(deleted.tag()).isNotEqualTo(live.tag());
        assertThat(withOldTag).isEqualTo(200);
        assertThat(rest.get(path).json().path("deleted").asBoolean(true)).isFalse();
    }

    @Test
    void everyAnswerExplainsItselfWhenAsked() {
        rest.register(s, record("R", "a:int"));
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.register(s, record("R", "a:int", "b:string=\"x\""));
        rest.register(s, record("R", "a:int", "c:string=\"x\""));
        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        String wanted = body(record("R", "a:int", "d:string"));

        JsonNode all = rest.post("/compatibility/subjects/" + s + "/versions?explain=true", wanted)
                .json();
        Answer refused = rest.post("/subjects/" + s + "/versions?explain=true", wanted);

        assertThat(all.path("is_compatible").asBoolean(true)).isFalse();
        assertThat(all.path("level").asText()).isEqualTo("BACKWARD_TRANSITIVE");
        assertThat(all.path("versions").findValuesAsText("version")).containsExactly("3", "2", "1");
        JsonNode problem = all.path("versions").path(0).path("problems").path(0);
        assertThat(problem.path("rule").asText()).isEqualTo("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(problem.path("pointer").asText()).isEqualTo("/fields/1");
        assertThat(problem.path("direction").asText()).isEqualTo("new reads old");
        assertThat(problem.path("old").isNull()).isTrue();
        assertThat(problem.path("new").asText()).isEqualTo("{\"name\":\"d\",\"type\":\"string\"}");
        assertThat(problem.path("mend").asText()).isEqualTo("add \"default\": \"\"");
        assertThat(all.path("passes").toString()).isEqualTo("[\"NONE\",\"FORWARD\",\"FORWARD_TRANSITIVE\"]");
        assertThat(refused.code()).isEqualTo("409/40901");
        assertThat(refused.json().path("explanation")).isEqualTo(all);
        assertThat(rest.post("/compatibility/subjects/" + s + "/versions/1?explain=true", wanted)
                        .json()
                        .path("versions"))
                .hasSize(1);
        assertThat(rest.post("/compatibility/subjects/" + s + "none/versions?explain=true", wanted)
                        .json()
                        .path("passes"))
                .hasSize(7);
    }

    @Test
    void metricsTellOfSchemasAndRequests() {
        rest.register(s, ONE);
        rest.get("/subjects/" + s + "/versions/7");

        Answer metrics = rest.get("/metrics");

        assertThat(metrics.type()).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("# TYPE millrace_registry_schemas gauge")
                .contains("millrace_registry_leader 1.0")
                .contains(
                        "millrace_registry_requests_total{method=\"GET\",path=\"/subjects/:subject/versions/:version\","
                                + "status=\"404\"}")
                .contains("millrace_registry_request_seconds_bucket{method=\"POST\"")
                .contains("millrace_registry_skipped_records_total 0.0");
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        Answer wrong = rest.send(rest.request("/subjects/" + s).GET());
        Answer inContext = rest.send(rest.request("/contexts/.c/schemas/types").DELETE());

        assertThat(wrong.code()).isEqualTo("405/405");
        assertThat(wrong.allow()).isEqualTo("DELETE, POST");
        assertThat(inContext.code()).isEqualTo("405/405");
        assertThat(inContext.allow()).isEqualTo("GET, HEAD");
        assertThat(rest.get("/nowhere").code()).isEqualTo("404/404");
        assertThat(rest.get("/contexts/.c/nowhere").code()).isEqualTo("404/404");
    }

    private static String schemaLine(String subject, int version, int id, String schema) {
        return "{\"schema\":{\"subject\":\"" + subject + "\",\"version\":" + version + ",\"id\":" + id
                + ",\"schemaType\":\"AVRO\",\"schema\":\"" + schema + "\",\"deleted\":false}}";
    }
}
