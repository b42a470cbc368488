package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.http.TestRegistry.Answer;
import io.millrace.rest.Edge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route over real HTTP; the subjects are named by the test, so that one registry serves all. */
class RestTest {
    private static final String ONE = record("R", "a:int");
    private static final String TWO = record("R", "a:int", "b:string=\"x\"");
    private static final String CLASH = record("R", "a:int", "b:string");

    private static EmbeddedLog log;
    private static TestRegistry rest;
    private static int subjects;

    private String s = "";

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().inProcessOnly().start();
        rest = TestRegistry.on(log.inProcessServers());
    }

    @AfterAll
    static void stop() {
        rest.close();
        log.close();
    }

    @BeforeEach
    void name() {
        s = "subject-" + ++subjects;
    }

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
    void anIncompatibleSchemaIsRefusedWithTheFieldsPath() {
        rest.register(s, ONE);

        Answer answer = rest.post("/subjects/" + s + "/versions", body(CLASH));

        assertThat(answer.code()).isEqualTo("409/40901");
        assertThat(answer.message())
                .isEqualTo("Schema being registered is incompatible with an earlier schema for subject \"" + s
                        + "\", details: [{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'b' at"
                        + " path '/fields/1' in the new schema has no default value and is missing in the old schema',"
                        + " additionalInfo:'b'}, {oldSchemaVersion: 1}, {oldSchema: '" + ONE
                        + "'}, {validateFields: 'false', compatibility: 'BACKWARD'}]");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void compatibilityIsCheckedWithoutRegistering() {
        rest.register(s, ONE);
        String path = "/compatibility/subjects/" + s + "/versions";

        assertThat(rest.post(path + "/latest", body(TWO)).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(path + "/1?verbose=true", body(TWO)).body())
                .isEqualTo("{\"is_compatible\":true,\"messages\":[]}");
        assertThat(rest.post(path, body(CLASH)).body()).isEqualTo("{\"is_compatible\":false}");
        assertThat(rest.post(path + "/latest?verbose=true", body(CLASH))
                        .json()
                        .path("messages")
                        .get(0)
                        .asText())
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/1");
        assertThat(rest.post(path + "/7", body(TWO)).code()).isEqualTo("404/40402");
        assertThat(rest.post(path + "/x", body(TWO)).code()).isEqualTo("422/42202");
        assertThat(rest.post(path + "/latest", body("{")).code()).isEqualTo("422/42201");
        String unknown = "/compatibility/subjects/unknown-subject/versions";
        assertThat(rest.post(unknown, body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(unknown + "/latest", body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
    }

    @Test
    void aSubjectsLevelDecides() {
        rest.register(s, ONE);
        assertThat(rest.get("/config/" + s).code()).isEqualTo("404/40408");
        assertThat(rest.get("/config/" + s + "?defaultToGlobal=true").body())
                .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(rest.delete("/config/" + s).code()).isEqualTo("404/40408");

        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"none\"}").body())
                .isEqualTo("{\"compatibility\":\"NONE\"}");

        assertThat(rest.get("/config/" + s).body()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(CLASH)).status())
                .isEqualTo(200);
        assertThat(rest.delete("/config/" + s).body()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.get("/config/" + s).code()).isEqualTo("404/40408");
    }

    @Test
    void aTransitiveLevelComparesWithAll() {
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.register(s, record("T", "a:int"));
        rest.register(s, record("T", "a:int", "b:int"));
        String third = record("T", "a:int", "b:int", "c:int=0");

        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        Answer refused = rest.post("/subjects/" + s + "/versions", body(third));
        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD\"}");
        Answer taken = rest.post("/subjects/" + s + "/versions", body(third));

        assertThat(refused.code()).isEqualTo("409/40901");
        assertThat(refused.message()).contains("{oldSchemaVersion: 1}", "compatibility: 'BACKWARD_TRANSITIVE'");
        assertThat(taken.status()).isEqualTo(200);
    }

    @Test
    void theGlobalLevelCanBeSetAndTakenBack() {
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");

        assertThat(rest.put("/config", "{\"compatibility\":\"FULL\"}").status()).isEqualTo(200);
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");

        assertThat(rest.delete("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    }

    @Test
    void aWrongLevelIsRefused() {
        assertThat(rest.put("/config", "{\"compatibility\":\"SIDEWAYS\"}").code())
                .isEqualTo("422/42203");
        assertThat(rest.put("/config/" + s, "{}").code()).isEqualTo("422/42203");
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"NONE\",\"alias\":\"x\"}")
                        .code())
                .isEqualTo("422/422");
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
    void badInputIsRefused() {
        String path = "/subjects/" + s + "/versions";

        assertThat(rest.post(path, "{\"schema\":").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "[]").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "{}").code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("")).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("{\"type\":\"nonsense\"}")).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body(record("R", "a:int=\"text\""))).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("[".repeat(100_000))).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"PROTOBUF\"}")
                        .code())
                .isEqualTo("422/42201");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"other\":1}").code())
                .isEqualTo("422/422");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"ruleSet\":{\"a\":1}}")
                        .code())
                .isEqualTo("422/42210");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"id\":7}").code())
                .isEqualTo("422/42205");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"version\":7}").code())
                .isEqualTo("422/42201");
        assertThat(rest.post(path, body("\"" + "x".repeat(1_000_000) + "\"")).code())
                .isEqualTo("422/42209");
        assertThat(rest.post("/subjects/%20/versions", body(ONE)).code()).isEqualTo("422/42208");
        assertThat(rest.post("/subjects/:.other:s/versions", body(ONE)).code()).isEqualTo("422/42208");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void aBodyOfAnotherKindOrSizeIsRefused() {
        Answer kind = rest.send(rest.request("/subjects/" + s + "/versions")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body(ONE))));
        Answer size = rest.post("/subjects/" + s + "/versions", body("x".repeat(11 << 20)));

        assertThat(kind.code()).isEqualTo("415/415");
        assertThat(size.code()).isEqualTo("413/413");
    }

    @Test
    void theAnswersTypeIsNegotiated() {
        rest.register(s, ONE);

        assertThat(accept("application/json").type()).isEqualTo("application/json");
        assertThat(accept("application/vnd.schemaregistry+json, application/json;q=0.5")
                        .type())
                .isEqualTo("application/vnd.schemaregistry+json");
        assertThat(accept("*/*").type()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(accept(",,,;;;").status()).isEqualTo(406);
        assertThat(accept("text/html, */*;q=0.1").type()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(accept("text/html").code()).isEqualTo("406/406");
    }

    @Test
    void aWriteThatCannotBeAnsweredIsNotDone() {
        Answer answer = rest.send(rest.request("/subjects/" + s + "/versions")
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString(body(ONE))));

        assertThat(answer.code()).isEqualTo("406/406");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void noWebPageReachesIt() {
        for (String origin :
                new String[] {"http://example.org", "http://6.6.6.6", "http://[2001:db8::1]", "null", "file://"}) {
            Answer foreign =
                    rest.send(rest.request("/subjects").header("Origin", origin).GET());

            assertThat(foreign.code()).as(origin).isEqualTo("403/403");
        }
        for (String origin : new String[] {"http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:8080"}) {
            Answer own =
                    rest.send(rest.request("/subjects").header("Origin", origin).GET());

            assertThat(own.status()).as(origin).isEqualTo(200);
        }
    }

    @Test
    void bodiesWithoutEndAreRefusedBeforeTheyFillTheHeap() throws IOException {
        String head = "POST /subjects/" + s + "/versions HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + Edge.MAX_BODY_BYTES + "\r\n\r\n";
        long fit = Math.max(2, Runtime.getRuntime().maxMemory() / 8 / Edge.MAX_BODY_BYTES);
        List<Socket> open = new ArrayList<>();
        try {
            for (long i = 0; i <= fit; i++) {
                Socket socket = new Socket(
                        URI.create(rest.url()).getHost(), URI.create(rest.url()).getPort());
                open.add(socket);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(firstAnswer(open)).contains(" 503 ");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        Instant deadline = Instant.now().plusSeconds(20);
        Answer answer = rest.post("/subjects/" + s + "/versions", body(ONE));
        while (answer.status() == 503 && Instant.now().isBefore(deadline)) {
            answer = rest.post("/subjects/" + s + "/versions", body(ONE));
        }
        assertThat(answer.status()).isEqualTo(200);
    }

    /** The status line of the first that is answered. */
    private static String firstAnswer(List<Socket> open) throws IOException {
        Instant deadline = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(deadline)) {
            for (Socket socket : open) {
                if (socket.getInputStream().available() > 0) {
                    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
                }
            }
            Thread.onSpinWait();
        }
        return "no answer";
    }

    private static Answer accept(String type) {
        return rest.send(rest.request("/subjects").header("Accept", type).GET());
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
        for (String bad : new String[] {"SOMETIMES", "IMPORT", "READONLY_OVERRIDE"}) {
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

    @Test
    void numbersAndListsOfABodyAreWhatTheySay() {
        for (String wrong : List.of(
                "\"version\":4294967297",
                "\"version\":1.9",
                "\"id\":4294967296",
                "\"references\":{\"a\":1}",
                "\"references\":\"x\"")) {
            assertThat(rest.post("/subjects/" + s + "/versions", "{\"schema\":\"\\\"string\\\"\"," + wrong + "}")
                            .code())
                    .as(wrong)
                    .isEqualTo("422/42201");
        }
    }

    @Test
    void enumsTooLargeToBeComparedAreRefusedAtOnce() {
        rest.register(s, enumeration(20_000));

        Answer more = rest.post(
                "/subjects/" + s + "/versions",
                "{\"schema\":" + TestRegistry.JSON.getNodeFactory().textNode(enumeration(20_001)) + "}");

        assertThat(more.code()).isEqualTo("422/42201");
        assertThat(more.message()).contains("enums of 20001 and 20000 symbols");
    }

    private static String enumeration(int symbols) {
        return IntStream.range(0, symbols)
                .mapToObj(i -> "\"S" + i + "\"")
                .collect(Collectors.joining(",", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[", "]}"));
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
        assertThat(rest.get("/schemas/types").body()).isEqualTo("[\"AVRO\"]");
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
