package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.encode;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.http.TestRegistry.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Races, restarts and schemas at the edge of what is taken. */
@Timeout(120)
class HardCasesTest extends RestFixture {
    private static final int CLIENTS = 16;

    @TempDir
    private Path directory;

    @Test
    void sixteenClientsThatRegisterTheSameSchemaGetOneIdAndOneVersion() {
        List<Answer> answers = atOnce(client -> rest.post("/subjects/" + s + "/versions", body(ONE)));

        assertThat(answers.stream().map(each -> each.json().path("id").asInt()).distinct())
                .hasSize(1);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void ofIncompatibleSuccessorsExactlyOneWins() {
        rest.register(s, ONE);

        List<Answer> answers = atOnce(client -> rest.post(
                "/subjects/" + s + "/versions",
                body(record("R", "a:int", "b" + ":" + (client % 2 == 0 ? "int=0" : "string=\"x\"")))));

        assertThat(answers.stream().filter(each -> each.status() == 200)).hasSize(CLIENTS / 2);
        assertThat(answers.stream().filter(each -> each.code().equals("409/40901")))
                .hasSize(CLIENTS / 2);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1,2]");
    }

    @Test
    void aReaderOnAnyNodeSeesWhatWasAcknowledged() {
        try (TestRegistry one = TestRegistry.on(log.inProcessServers());
                TestRegistry other = TestRegistry.on(log.inProcessServers())) {
            List<TestRegistry> nodes = List.of(rest, one, other);
            for (int i = 0; i < 60; i++) {
                TestRegistry writer = nodes.get(i % 3);
                TestRegistry reader = nodes.get((i + 1 + i / 3) % 3);
                String subject = s + "-" + i;
                int id = writer.register(subject, record("Seen" + i, "a:int"));

                assertThat(reader.get("/schemas/ids/" + id).status()).isEqualTo(200);
                assertThat(reader.get("/subjects/" + subject + "/versions/latest")
                                .json()
                                .path("id")
                                .asInt())
                        .isEqualTo(id);
                assertThat(writer.delete("/subjects/" + subject).body()).isEqualTo("[1]");
                assertThat(reader.get("/subjects/" + subject + "/versions").code())
                        .isEqualTo("404/40401");
            }
        }
    }

    @Test
    void anIdIsNeverGivenTwice() {
        List<Integer> ids = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            try (EmbeddedLog own = Millrace.log()
                            .dataDirectory(directory)
                            .inProcessOnly()
                            .start();
                    TestRegistry registry = TestRegistry.on(own.inProcessServers())) {
                for (String subject : new String[] {"t", ":.c:t"}) {
                    int id = registry.register(subject, record("R" + life, "a:int"));
                    assertThat(ids).doesNotContain(subject.equals("t") ? id : -id);
                    ids.add(subject.equals("t") ? id : -id);
                    registry.delete("/subjects/" + subject);
                    registry.delete("/subjects/" + subject + "?permanent=true");
                }
                assertThat(registry.send(registry.request("/contexts/.c").DELETE())
                                .status())
                        .isEqualTo(204);
            }
        }
        assertThat(ids).containsExactly(1, -1, 2, -2, 3, -3);
    }

    @Test
    void schemasAtTheEdgeAreTakenOrRefusedByName() {
        String recursive = "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\","
                + "\"Node\"],\"default\":null}]}";
        String wide = IntStream.range(0, 5_000)
                .mapToObj(i -> "{\"name\":\"f" + i + "\",\"type\":\"long\",\"default\":0}")
                .collect(Collectors.joining(",", "{\"type\":\"record\",\"name\":\"Wide\",\"fields\":[", "]}"));
        String large = "{\"type\":\"record\",\"name\":\"L\",\"doc\":\"" + "x".repeat(2 << 20) + "\",\"fields\":[]}";
        String deep = "{\"type\":\"array\",\"items\":".repeat(201) + "\"int\"" + "}".repeat(201);

        rest.register(s + "recursive", recursive);
        rest.register(s + "recursive", recursive.replace("]}", ",{\"name\":\"v\",\"type\":\"int\",\"default\":0}]}"));
        rest.register(s + "wide", wide);
        rest.register(s + "wide", wide.replace("\"f4999\"", "\"g\""));
        rest.register(s + "deep", "{\"type\":\"array\",\"items\":".repeat(199) + "\"int\"" + "}".repeat(199));

        Answer tooLarge = rest.post("/subjects/" + s + "/versions", body(large));
        Answer tooDeep = rest.post("/subjects/" + s + "/versions", body(deep));
        assertThat(tooLarge.code()).isEqualTo("422/42209");
        assertThat(tooLarge.message()).contains("schema.max.bytes");
        assertThat(tooDeep.code()).isEqualTo("422/42201");
        assertThat(tooDeep.message()).contains("deeper than 200");
    }

    @Test
    void namesOfEveryPlaneAreNames() {
        for (String name : new String[] {
            "a/b", "100%", "a b", "?", "#1", "ünïcødé", "日本語", "𝄞-clef", "🦊", "a:b", "..", "%2F", "a+b", "\"q\"", "\\"
        }) {
            String subject = s + name;
            int id = rest.register(subject, record("N" + subjects, "a:int"));
            assertThat(rest.get("/subjects/" + encode(subject) + "/versions/1")
                            .json()
                            .path("subject")
                            .asText())
                    .isEqualTo(subject);
            assertThat(rest.get("/schemas/ids/" + id + "/subjects")
                            .json()
                            .path(0)
                            .asText())
                    .isEqualTo(subject);
            assertThat(rest.put("/config/" + encode(subject), "{\"compatibility\":\"NONE\"}")
                            .status())
                    .isEqualTo(200);
            rest.delete("/subjects/" + encode(subject));
            rest.delete("/subjects/" + encode(subject) + "?permanent=true");
        }
    }

    @Test
    void aNumberThatIsGivenAgainMayLeadToAnotherSchema() {
        String user =
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"U\\\",\\\"fields\\\":[{\\\"name\\\":\\\"x\\\","
                        + "\\\"type\\\":\\\"X\\\"}]}\",\"references\":[{\"name\":\"X\",\"subject\":\"" + s
                        + "x\",\"version\":1}]}";
        rest.register(s + "x", record("X", "a:int"));
        assertThat(rest.post("/subjects/" + s + "/versions", user).status()).isEqualTo(200);
        for (String subject : new String[] {s, s + "x"}) {
            rest.delete("/subjects/" + subject);
            assertThat(rest.delete("/subjects/" + subject + "?permanent=true").status())
                    .isEqualTo(200);
        }
        rest.register(s + "x", record("Y", "a:int"));

        assertThat(rest.get("/subjects/" + s + "x/versions").body()).isEqualTo("[1]");
        assertThat(rest.post("/subjects/" + s + "/versions", user).code()).isEqualTo("422/42201");
        rest.delete("/subjects/" + s + "x");
        rest.delete("/subjects/" + s + "x?permanent=true");
        rest.register(s + "x", record("X", "a:int"));
        assertThat(rest.post("/subjects/" + s + "/versions", user).status()).isEqualTo(200);
    }

    @Test
    void whatIsDeletedTogetherMakesRoomForAnImportTogether() {
        String context = ":.room" + s + ":";
        rest.register(context + "x", record("X", "a:int"));
        assertThat(rest.post(
                                "/subjects/" + context + "u/versions",
                                "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"U\\\",\\\"fields\\\":[{\\\"name\\\":"
                                        + "\\\"x\\\",\\\"type\\\":\\\"X\\\"}]}\",\"references\":[{\"name\":\"X\",\"subject\":\"x\","
                                        + "\"version\":1}]}")
                        .status())
                .isEqualTo(200);
        rest.delete("/subjects/" + context + "u");
        rest.delete("/subjects/" + context + "x");

        assertThat(rest.put("/mode/" + context + "x", "{\"mode\":\"IMPORT\"}").code())
                .isEqualTo("422/42206");
        assertThat(rest.put("/mode/" + context, "{\"mode\":\"IMPORT\"}").status())
                .isEqualTo(200);
        assertThat(rest.get("/subjects?deleted=true").body()).doesNotContain(context);
    }

    @Test
    void aRingOfReferencesIsRefusedAndADeletedOneStaysReadable() {
        try (EmbeddedLog own = Millrace.log().inMemory().inProcessOnly().start()) {
            TopicWriter.make(own, 1, "compact");
            TopicWriter.append(
                    own,
                    "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}",
                    ring("a", 1, "b"),
                    "{\"keytype\":\"SCHEMA\",\"subject\":\"b\",\"version\":1,\"magic\":1}",
                    ring("b", 2, "a"));
            try (TestRegistry registry = TestRegistry.on(own.inProcessServers())) {
                Answer refers = registry.post(
                        "/subjects/c/versions",
                        "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\",\"subject\":\"a\",\"version\":1}]}");
                assertThat(refers.code()).isEqualTo("422/42201");
                assertThat(refers.message()).contains("form a ring");

                registry.register("base", record("Base", "x:int"));
                String user = "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"Base\\\"}\",\"references\":"
                        + "[{\"name\":\"Base\",\"subject\":\"base\",\"version\":1}]}";
                assertThat(registry.post("/subjects/user/versions", user).status())
                        .isEqualTo(200);
                assertThat(registry.delete("/subjects/base").code()).isEqualTo("422/42206");
                registry.delete("/subjects/user");
                assertThat(registry.delete("/subjects/base").status()).isEqualTo(200);
                assertThat(registry.get("/subjects/user/versions/1/schema?deleted=true&format=resolved")
                                .body())
                        .contains("\"x\"");
                assertThat(registry.delete("/subjects/base?permanent=true").code())
                        .isEqualTo("422/42206");
            }
        }
    }

    private static String ring(String subject, int id, String other) {
        return "{\"subject\":\"" + subject + "\",\"version\":1,\"id\":" + id + ",\"references\":[{\"name\":\"" + other
                + "\",\"subject\":\"" + other + "\",\"version\":1}],\"schema\":\"\\\"" + other
                + "\\\"\",\"deleted\":false}";
    }

    /** What each of sixteen clients is answered that begin at the same moment. */
    private static List<Answer> atOnce(IntFunction<Answer> client) {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            CyclicBarrier start = new CyclicBarrier(CLIENTS);
            List<CompletableFuture<Answer>> all = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    start.await();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                                return client.apply(i);
                            },
                            threads))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdownNow();
        }
    }
}
