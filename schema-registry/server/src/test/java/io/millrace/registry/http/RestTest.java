package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.http.TestRegistry.Answer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Schemas, subjects and versions, over real HTTP. */
class RestTest extends RestFixture {
    @Test
    void rootAnswersAnEmptyObject() {
        assertThat(rest.get("/").body()).isEqualTo("{}");
        assertThat(rest.post("/", "{}").body()).isEqualTo("{}");
    }

    @Test
    void registersAndReadsBack() {
        int id = rest.register(s, ONE);

        assertThat(rest.get("/schemas/ids/" + id).json().path("schema").asText())
                .isEqualTo(ONE);
        assertThat(rest.get("/schemas/ids/" + id).type()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(rest.get("/schemas/ids/" + id + "/schema").body()).isEqualTo(ONE);
        assertThat(rest.get("/schemas/ids/" + id + "/subjects").body()).contains("\"" + s + "\"");
        assertThat(rest.get("/schemas/ids/" + id + "/versions").body())
                .contains("{\"subject\":\"" + s + "\",\"version\":1}");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
        assertThat(rest.get("/subjects/" + s + "/versions/1/schema").body()).isEqualTo(ONE);
        for (String version : new String[] {"1", "latest", "-1"}) {
            Answer answer = rest.get("/subjects/" + s + "/versions/" + version);
            assertThat(answer.json().path("subject").asText()).isEqualTo(s);
            assertThat(answer.json().path("version").asInt()).isEqualTo(1);
            assertThat(answer.json().path("id").asInt()).isEqualTo(id);
            assertThat(answer.json().path("schema").asText()).isEqualTo(ONE);
        }
        assertThat(rest.get("/subjects").body()).contains("\"" + s + "\"");
    }

    @Test
    void registeringAgainIsTheSameVersionHoweverItIsWritten() {
        int id = rest.register(s, ONE);

        assertThat(rest.register(s, "  " + ONE.replace(",", " ,\n "))).isEqualTo(id);
        assertThat(rest.register(s + "-other", ONE)).isEqualTo(id);

        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void anOlderVersionIsStillTheSame() {
        int first = rest.register(s, ONE);
        rest.register(s, TWO);

        assertThat(rest.register(s, ONE)).isEqualTo(first);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1,2]");
    }

    @Test
    void idsGrowByOne() {
        int first = rest.register(s, record("IdsGrow", "a:int"));
        int second = rest.register(s, record("IdsGrow", "a:int", "b:int=0"));

        assertThat(second).isEqualTo(first + 1);
        assertThat(rest.get("/schemas/ids/" + second + "?fetchMaxId=true")
                        .json()
                        .path("maxId")
                        .asInt())
                .isGreaterThanOrEqualTo(second);
    }

    @Test
    void aSchemaIsLookedUpUnderItsSubject() {
        int id = rest.register(s, ONE);

        Answer found = rest.post("/subjects/" + s, body(ONE.replace(":", " : ")));
        assertThat(found.json().path("id").asInt()).isEqualTo(id);
        assertThat(found.json().path("version").asInt()).isEqualTo(1);
        assertThat(rest.post("/subjects/" + s, body(TWO)).code()).isEqualTo("404/40403");
        assertThat(rest.post("/subjects/unknown-subject", body(ONE)).code()).isEqualTo("404/40401");
        assertThat(rest.post("/subjects/" + s, body("{")).code()).isEqualTo("422/42201");
    }

    @Test
    void whatIsNotThereIsSaidInCodes() {
        rest.register(s, ONE);

        assertThat(rest.get("/subjects/unknown-subject/versions").code()).isEqualTo("404/40401");
        assertThat(rest.get("/subjects/unknown-subject/versions").message())
                .isEqualTo("Subject 'unknown-subject' not found.");
        assertThat(rest.get("/subjects/unknown-subject/versions/1").code()).isEqualTo("404/40401");
        assertThat(rest.get("/subjects/" + s + "/versions/9").code()).isEqualTo("404/40402");
        assertThat(rest.get("/subjects/" + s + "/versions/9").message()).isEqualTo("Version 9 not found.");
        for (String bad : new String[] {"0", "-2", "x", "2147483648"}) {
            assertThat(rest.get("/subjects/" + s + "/versions/" + bad).code()).isEqualTo("422/42202");
        }
        assertThat(rest.get("/schemas/ids/999999").code()).isEqualTo("404/40403");
        assertThat(rest.get("/schemas/ids/999999").message()).isEqualTo("Schema 999999 not found");
        assertThat(rest.get("/schemas/ids/999999/schema").code()).isEqualTo("404/40403");
        assertThat(rest.get("/schemas/ids/999999/subjects").code()).isEqualTo("404/40403");
        assertThat(rest.get("/schemas/ids/999999/versions").code()).isEqualTo("404/40403");
        assertThat(rest.get("/schemas/ids/x").code()).isEqualTo("404/404");
        assertThat(rest.get("/nowhere").code()).isEqualTo("404/404");
        assertThat(rest.put("/subjects", "{}").code()).isEqualTo("405/405");
    }

    @Test
    void aSubjectMayHaveAnyName() {
        for (String name : new String[] {"a/b", "a?b=c", "50%", "a b", "ü€", "a+b", "a#b", "a:b", "a.b", "%2F"}) {
            String subject = s + name;
            int id = rest.register(subject, ONE);
            Answer answer = rest.get("/subjects/" + TestRegistry.encode(subject) + "/versions/latest");

            assertThat(answer.json().path("subject").asText()).isEqualTo(subject);
            assertThat(answer.json().path("id").asInt()).isEqualTo(id);
        }
    }

    @Test
    void referencesNameTypesOfOtherSubjects() {
        String address = record("Address", "street:string");
        rest.register(s, address);
        String person =
                "{\"type\":\"record\",\"name\":\"Person\",\"fields\":[{\"name\":\"home\",\"type\":\"Address\"}]}";
        String request = "{\"schema\":" + TestRegistry.JSON.getNodeFactory().textNode(person)
                + ",\"references\":[{\"name\":\"Address\",\"subject\":\"" + s + "\",\"version\":-1}]}";

        Answer answer = rest.post("/subjects/" + s + "-person/versions", request);

        int id = answer.json().path("id").asInt();
        assertThat(answer.status()).isEqualTo(200);
        Answer read = rest.get("/schemas/ids/" + id);
        assertThat(read.json().path("schema").asText()).isEqualTo(person);
        assertThat(read.json().path("references").get(0).path("version").asInt())
                .isEqualTo(1);
        assertThat(rest.get("/schemas/ids/" + id + "/schema?format=resolved").body())
                .contains("street");
        assertThat(rest.get("/subjects/" + s + "-person/versions/1?format=resolved")
                        .json()
                        .path("schema")
                        .asText())
                .contains("street");
        assertThat(rest.get("/subjects/" + s + "/versions/1/referencedby").body())
                .isEqualTo("[" + id + "]");
        assertThat(rest.post("/subjects/" + s + "-person/versions", request)
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(rest.delete("/subjects/" + s + "/versions/1").code()).isEqualTo("422/42206");
        assertThat(rest.delete("/subjects/" + s).code()).isEqualTo("422/42206");

        rest.delete("/subjects/" + s + "-person");
        assertThat(rest.get("/subjects/" + s + "/versions/1/referencedby").body())
                .isEqualTo("[]");
        assertThat(rest.delete("/subjects/" + s).body()).isEqualTo("[1]");
        assertThat(rest.delete("/subjects/" + s + "?permanent=true").code()).isEqualTo("422/42206");
        Answer missing = rest.post("/subjects/" + s + "-lost/versions", request.replace("-1", "5"));
        assertThat(missing.code()).isEqualTo("422/42201");
        assertThat(missing.message()).isEqualTo("No schema reference found for subject \"" + s + "\" and version 5");
    }

    @Test
    void normalizingPutsPropertiesInOrder() {
        String one =
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"z\":1,\"b\":{\"y\":1,\"x\":2}}]}";
        String other =
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"b\":{\"x\":2,\"y\":1},\"z\":1}]}";
        int plain = rest.register(s + "-plain", one);

        int id = rest.post("/subjects/" + s + "/versions?normalize=true", body(one))
                .json()
                .path("id")
                .asInt();

        assertThat(rest.post("/subjects/" + s + "/versions?normalize=true", body(other))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(rest.post("/subjects/" + s + "?normalize=true", body(one))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(plain).isNotEqualTo(id);
        rest.put("/config/" + s + "-set", "{\"normalize\":true}");
        assertThat(rest.register(s + "-set", other)).isEqualTo(id);
    }

    @Test
    void listsComeInPages() {
        for (String name : new String[] {"a", "b", "c"}) {
            rest.register(s + name, ONE);
            rest.register(s + name, TWO);
        }

        String prefix = "subjectPrefix=" + s;
        assertThat(rest.get("/subjects?" + prefix + "&offset=1&limit=1").body()).isEqualTo("[\"" + s + "b\"]");
        assertThat(rest.get("/subjects?" + prefix + "&offset=9").body()).isEqualTo("[]");
        assertThat(rest.get("/schemas?" + prefix).json()).hasSize(6);
        assertThat(rest.get("/schemas?" + prefix + "&latestOnly=true").json()).hasSize(3);
        assertThat(rest.get("/schemas?" + prefix + "&latestOnly=true&limit=2").json())
                .hasSize(2);
        assertThat(rest.get("/subjects?limit=x").code()).isEqualTo("400/400");
    }

    @Test
    void saysWhatItIs() {
        assertThat(rest.get("/schemas/types").body()).contains("\"AVRO\"", "\"PROTOBUF\"");
        assertThat(rest.get("/contexts").body()).isEqualTo("[\".\"]");
        assertThat(rest.get("/v1/metadata/version").json().path("version").asText())
                .isNotEmpty();
        assertThat(rest.get("/v1/metadata/id")
                        .json()
                        .path("scope")
                        .path("clusters")
                        .path("schema-registry-cluster")
                        .asText())
                .isEqualTo("schema-registry");
    }

    @Test
    void fiftyAtOnceGetOneId() {
        String schema = record("Fifty", "a:int");
        Set<Integer> ids = new HashSet<>();

        IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> rest.register(s, schema)))
                .toList()
                .forEach(future -> ids.add(future.join()));

        assertThat(ids).hasSize(1);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void manyAtOnceGetIdsOfTheirOwn() {
        Set<Integer> ids = new HashSet<>();

        IntStream.range(0, 40)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> rest.register(s + "-" + i, record("Own" + i, "a:int"))))
                .toList()
                .forEach(future -> ids.add(future.join()));

        assertThat(ids).hasSize(40);
    }
}
