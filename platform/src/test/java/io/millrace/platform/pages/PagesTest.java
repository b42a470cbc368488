package io.millrace.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as its browser asks for it. */
@Timeout(60)
class PagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World();
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void theFrameAllowsOnlyItsOwnFilesAndItsOneMapOfNames() throws Exception {
        HttpResponse<String> frame = world.get("/");

        String policy = frame.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy)
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        String map = frame.body().replaceAll("(?s).*<script type=\"importmap\">(.*?)</script>.*", "$1");
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(map.getBytes(StandardCharsets.UTF_8));
        assertThat(policy).contains("'sha256-" + java.util.Base64.getEncoder().encodeToString(hash) + "'");
        assertThat(frame.body()).doesNotContain("@importmap@", "@uplot@", "@dagre@", " style=", "onclick");
    }

    @Test
    void everyModuleThatTheMapNamesIsThereForEver() throws Exception {
        String map = world.get("/").body().replaceAll("(?s).*<script type=\"importmap\">(.*?)</script>.*", "$1");

        for (JsonNode path : JSON.readTree(map).get("imports")) {
            if (path.asText().endsWith(".js")) {
                HttpResponse<String> module = world.get(path.asText());
                assertThat(module.statusCode()).as(path.asText()).isEqualTo(200);
                assertThat(module.headers().firstValue("Cache-Control").orElse(""))
                        .contains("immutable");
                assertThat(module.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/javascript");
            }
        }
    }

    @Test
    void anUnchangedFileIsNotSentTwice() throws Exception {
        String tag = world.get("/app/app.js").headers().firstValue("ETag").orElseThrow();

        assertThat(world.get("/app/app.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void nothingButThePagesFilesIsServed() throws Exception {
        for (String path : new String[] {
            "/app/Pages.class",
            "/app/index.html",
            "/webjars/../../../io/millrace/platform/pages/app.js",
            "/webjars/%2e%2e/%2e%2e/maven/x.js",
            "/webjars/lit/",
            "/etc/passwd"
        }) {
            assertThat(world.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aPageOfAnotherSiteMayNotAsk() throws Exception {
        assertThat(world.get("/api/now", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
    }

    @Test
    void anEmptyNodeHasAPicture() throws Exception {
        JsonNode now = now();

        assertThat(now.get("topics")).allMatch(topic -> topic.get("internal").asBoolean());
        assertThat(now.get("connectors")).isEmpty();
        assertThat(now.get("log").get("error").isNull()).isTrue();
        assertThat(now.get("connect").get("error").isNull()).isTrue();
    }

    @Test
    void thePictureShowsWhoReadsAndWritesWhatAndHowFarBehind() throws Exception {
        pipeline();

        JsonNode now = await(picture -> picture.at("/jobs/0/state").asText().equals("RUNNING")
                && picture.at("/jobs/0/lag").asLong(-1) == 0
                && records(picture, "delays") > 0);

        assertThat(edge(now, "c:flights-file", "t:flights")).isNotNull();
        assertThat(edge(now, "t:flights", "j:flights").get("lag").asLong()).isZero();
        assertThat(edge(now, "t:airports", "j:flights")).isNotNull();
        assertThat(edge(now, "j:flights", "t:delays")).isNotNull();
        JsonNode sink = edge(now, "t:delays", "c:delays-table");
        assertThat(sink.get("lag").asLong()).isEqualTo(records(now, "delays"));
        assertThat(edge(now, "c:delays-table", "t:delays-dead")).isNotNull();
        String own = "t:flights-delays-KSTREAM-AGGREGATE-STATE-STORE-0000000006-repartition";
        assertThat(edge(now, "j:flights", own).get("internal").asBoolean()).isTrue();
    }

    @Test
    void aFailedTaskIsToldInOneLineWithoutPasswords() throws Exception {
        world.connectors();

        JsonNode now = now();
        JsonNode first = now.at("/connectors/0");

        assertThat(first.get("name").asText()).isEqualTo("delays-table");
        assertThat(first.get("state").asText()).isEqualTo("FAILED");
        assertThat(first.get("error").asText())
                .startsWith("task 0: ERROR: relation is gone")
                .doesNotContain("\n");
        assertThat(now.toString()).doesNotContain(World.MARKER);
    }

    @Test
    void recordsAreDecodedBySchemaOrShownAsWhatTheyAre() throws Exception {
        world.connectors();
        world.create("mixed", 2);
        world.write("mixed", 0, 1, World.text("k1"), World.flight("UA", "EWR", 12, 1357034400000L));
        world.write("mixed", 1, 2, World.text("k2"), World.text("{\"a\":1}"));
        world.write("mixed", 0, 3, World.text("k3"), World.text("x".repeat(10_000)));
        world.write("mixed", 1, 4, null, new byte[] {0, 0, 0, 0, 99, 1});
        world.write("mixed", 0, 5, World.text("<b>"), null);
        world.write("mixed", 0, 6, World.text("n"), new byte[] {0, 0, 0, 0, 0, 0, 0, 42});

        JsonNode records = JSON.readTree(world.get("/api/topics/mixed").body()).get("records");

        assertThat(records).extracting(row -> row.get("timestamp").asInt()).containsExactly(6, 5, 4, 3, 2, 1);
        assertThat(records.get(0).at("/value/kind").asText()).isEqualTo("hex");
        assertThat(records.get(1).at("/value/kind").asText()).isEqualTo("null");
        assertThat(records.get(2).at("/value/note").asText()).isEqualTo("the registry has no schema 99");
        assertThat(records.get(3).at("/value/cut").asBoolean()).isTrue();
        assertThat(records.get(3).at("/value/text").asText()).hasSize(4096);
        assertThat(records.get(4).at("/value/kind").asText()).isEqualTo("json");
        assertThat(records.get(5).at("/value/text").asText())
                .isEqualTo("{\"airline\":\"UA\",\"origin\":\"EWR\",\"delay\":12,\"left\":\"2013-01-01T10:00:00Z\"}");
        assertThat(records.get(5).at("/value/schemaId").asInt()).isEqualTo(World.SCHEMA_ID);
    }

    @Test
    void onlyTheLatestFiftyRecordsAreShown() throws Exception {
        world.create("many", 1);
        for (int i = 0; i < 60; i++) {
            world.write("many", 0, i, World.text("k"), World.text("v" + i));
        }

        JsonNode records = JSON.readTree(world.get("/api/topics/many").body()).get("records");

        assertThat(records).hasSize(50);
        assertThat(records.get(0).at("/value/text").asText()).isEqualTo("v59");
    }

    @Test
    void connectorsConfigsAreNeverShown() throws Exception {
        world.create("connect-configs", 1);
        world.write(
                "connect-configs",
                0,
                1,
                World.text("connector-x"),
                World.text("{\"password\":\"" + World.MARKER + "\"}"));

        HttpResponse<String> topic = world.get("/api/topics/connect-configs");

        assertThat(topic.body()).contains("\"secret\":true").doesNotContain(World.MARKER);
    }

    @Test
    void subjectsHaveTheirVersionsAndTheirText() throws Exception {
        world.connectors();

        JsonNode all = JSON.readTree(world.get("/api/subjects").body());
        JsonNode one = JSON.readTree(world.get("/api/subjects/flights-value").body());

        assertThat(all.at("/subjects/1/name").asText()).isEqualTo("flights-value");
        assertThat(all.at("/subjects/1/versions")).hasSize(2);
        assertThat(one.get("compatibility").asText()).isEqualTo("BACKWARD");
        assertThat(one.at("/versions/0/version").asInt()).isEqualTo(2);
        assertThat(one.at("/versions/0/schema").asText()).contains("airline");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(world.get("/api/topics/none").statusCode()).isEqualTo(404);
        assertThat(world.get("/api/subjects/none").statusCode()).isEqualTo(404);
        assertThat(world.get("/api/other").statusCode()).isEqualTo(404);
    }

    @Test
    void aPartThatIsDownShowsAsSuchAndTheOthersAreShownAllTheSame() throws Exception {
        world.create("here", 1);
        world.stopParts();

        JsonNode now = now();

        assertThat(records(now, "here")).isZero();
        assertThat(now.at("/registry/error").asText()).isNotEmpty();
        assertThat(now.at("/connect/error").asText()).isNotEmpty();
    }

    @Test
    void whoLooksIsSentAPictureASecondAndNobodyIsAskedBefore() throws Exception {
        assertThat(world.pages.state()).isEqualTo("nobody looked yet");

        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(world.open("/api/live").body(), StandardCharsets.UTF_8))) {
            int pictures = 0;
            while (pictures < 2) {
                String line = events.readLine();
                if (line.startsWith("data: ")) {
                    assertThat(JSON.readTree(line.substring(6)).has("topics")).isTrue();
                    pictures++;
                }
            }
            assertThat(world.pages.state()).isEqualTo("1 true");
        }
        long giveUpAt = System.nanoTime() + 20_000_000_000L;
        while (!world.pages.state().startsWith("0") && System.nanoTime() < giveUpAt) {
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(world.pages.state()).startsWith("0");
    }

    private void pipeline() throws Exception {
        for (String topic : new String[] {"airports", "flights", "delays", "delays-dead"}) {
            world.create(topic, 2);
        }
        world.connectors();
        world.startJob();
        for (int i = 0; i < 20; i++) {
            world.write("flights", i % 2, 1000 + i, World.text("UA"), World.flight("UA", null, i, 1000 + i));
        }
    }

    private JsonNode now() throws Exception {
        return JSON.readTree(world.get("/api/now").body());
    }

    private JsonNode await(Predicate<JsonNode> condition) throws Exception {
        long giveUpAt = System.nanoTime() + 40_000_000_000L;
        JsonNode now = now();
        while (!condition.test(now)) {
            assertThat(System.nanoTime()).as("still %s", now).isLessThan(giveUpAt);
            LockSupport.parkNanos(100_000_000);
            now = now();
        }
        return now;
    }

    private static long records(JsonNode now, String topic) {
        for (JsonNode each : now.get("topics")) {
            if (each.get("name").asText().equals(topic)) {
                return each.get("records").asLong();
            }
        }
        return -1;
    }

    private static JsonNode edge(JsonNode now, String from, String to) {
        for (JsonNode edge : now.get("edges")) {
            if (edge.get("from").asText().equals(from)
                    && edge.get("to").asText().equals(to)) {
                return edge;
            }
        }
        throw new AssertionError("no edge from " + from + " to " + to + " in " + now.get("edges"));
    }

    @Test
    void aLogThatFailedIsNotReadyAndOneWithoutRoomIsAndBothSayWhy() throws Exception {
        assertThat(world.get("/health/live").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(world.get("/health/ready").body()).isEqualTo("{\"status\":\"UP\"}");

        world.shortage = "/data is nearly full";
        HttpResponse<String> full = world.get("/health/ready");
        assertThat(full.statusCode()).isEqualTo(200);
        assertThat(full.body()).isEqualTo("{\"status\":\"UP\",\"log\":\"/data is nearly full\"}");

        world.failure = "/data is given up";
        HttpResponse<String> failed = world.get("/health/ready");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).isEqualTo("{\"status\":\"DOWN\",\"log\":\"/data is given up\"}");
        assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
        // Who only asks for this does not make the page ask the log.
        assertThat(world.pages.state()).isEqualTo("nobody looked yet");
    }
}
