package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.Catalog;
import io.millrace.registry.ConfigChange;
import io.millrace.registry.Registry;
import io.millrace.registry.RegistryConfig;
import io.millrace.registry.RegistryKeys;
import io.millrace.registry.http.TestRegistry.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a registry, and what several of them do with one topic. */
@Timeout(60)
class LifeTest {
    @TempDir
    private Path directory;

    @Test
    void aRestartKeepsEverything() {
        String gone = record("Gone", "a:int");
        try (EmbeddedLog log =
                        Millrace.log().dataDirectory(directory).inProcessOnly().start();
                TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
            assertThat(rest.register("s", record("R", "a:int"))).isEqualTo(1);
            assertThat(rest.register("s", record("R", "a:int", "b:int=0"))).isEqualTo(2);
            assertThat(rest.register("gone", gone)).isEqualTo(3);
            rest.delete("/subjects/s/versions/1");
            rest.delete("/subjects/gone");
            rest.delete("/subjects/gone?permanent=true");
            rest.put("/config/s", "{\"compatibility\":\"FULL\"}");
            rest.put("/mode/other", "{\"mode\":\"READONLY\"}");
        }

        try (EmbeddedLog log =
                        Millrace.log().dataDirectory(directory).inProcessOnly().start();
                TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
            assertThat(rest.get("/subjects?deleted=true").body()).isEqualTo("[\"s\"]");
            assertThat(rest.get("/subjects/s/versions?deletedAsNegative=true").body())
                    .isEqualTo("[-1,2]");
            assertThat(rest.get("/config/s").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
            assertThat(rest.get("/mode/other").body()).isEqualTo("{\"mode\":\"READONLY\"}");
            assertThat(rest.get("/schemas/ids/3").code()).isEqualTo("404/40403");
            assertThat(rest.register("gone", gone)).isEqualTo(4);
        }
    }

    @Test
    void aTopicOfConfluentsRegistryIsTakenOver() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start()) {
            TopicWriter.make(log, 1, "compact");
            TopicWriter.append(
                    log,
                    "{\"magic\":0,\"keytype\":\"SCHEMA\",\"version\":1,\"subject\":\"old\"}",
                    "{\"subject\":\"old\",\"version\":1,\"id\":5,\"schema\":\"{ \\\"type\\\" : \\\"int\\\" }\"}",
                    "{\"keytype\":\"SCHEMA\",\"subject\":\"json\",\"version\":1,\"magic\":1}",
                    "{\"subject\":\"json\",\"version\":1,\"id\":6,\"schemaType\":\"JSON\",\"schema\":\"{}\",\"deleted\":false}",
                    "not json at all",
                    "{}",
                    "{\"keytype\":\"NOOP\",\"magic\":0}",
                    null);

            try (TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
                assertThat(rest.registry().skippedRecords()).isEqualTo(1);
                assertThat(rest.get("/subjects").body()).isEqualTo("[\"json\",\"old\"]");
                assertThat(rest.register("old", "\"int\""))
                        .as("the same, written otherwise")
                        .isEqualTo(5);
                assertThat(rest.get("/schemas/ids/6").json().path("schemaType").asText())
                        .isEqualTo("JSON");
                assertThat(rest.post("/subjects/json/versions", body("\"int\"")).code())
                        .isEqualTo("409/40901");
                assertThat(rest.register("new", "\"string\"")).isEqualTo(7);
                assertThat(rest.delete("/subjects/old").body()).isEqualTo("[1]");
                assertThat(rest.delete("/subjects/old?permanent=true").body()).isEqualTo("[1]");
            }
            try (TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
                assertThat(rest.get("/subjects?deleted=true").body()).isEqualTo("[\"json\",\"new\"]");
            }
        }
    }

    @Test
    void aTopicThatWouldLoseSchemasIsRefused() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start()) {
            TopicWriter.make(log, 2, "compact");
            assertThatThrownBy(() -> Registry.start(RegistryConfig.on(log.inProcessServers())))
                    .hasMessageContaining("_schemas has 2 partitions");
        }
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start()) {
            TopicWriter.make(log, 1, "delete");
            assertThatThrownBy(() -> Registry.start(RegistryConfig.on(log.inProcessServers())))
                    .hasMessageContaining("cleanup.policy=delete");
        }
    }

    @Test
    void whatAnAnswerGoesByIsHandedToTheLeaderToo() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
                TestRegistry one = TestRegistry.on(log.inProcessServers())) {
            assertThat(one.register("s", "\"int\"")).isEqualTo(1);
            try (TestRegistry two = TestRegistry.on(log.inProcessServers())) {
                Answer newer = two.send(two.request("/subjects/new/versions")
                        .header("Content-Type", "application/json")
                        .header("Confluent-Accept-Unknown-Properties", "true")
                        .POST(BodyPublishers.ofString("{\"schema\":\"\\\"int\\\"\",\"later\":1}")));
                Answer older = two.send(two.request("/subjects/old/versions")
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Java/17")
                        .POST(BodyPublishers.ofString(body("\"int\""))));

                assertThat(newer.status()).as(newer.body()).isEqualTo(200);
                assertThat(older.body()).isEqualTo("{\"id\":1}");
            }
        }
    }

    @Test
    void aWriteAtAnotherRegistryIsHandedToTheLeader() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
                TestRegistry one = TestRegistry.on(log.inProcessServers())) {
            assertThat(one.register("s", "\"int\"")).isEqualTo(1);
            try (TestRegistry two = TestRegistry.on(log.inProcessServers())) {
                assertThat(two.get("/subjects/s/versions").body()).isEqualTo("[1]");

                assertThat(two.register("t", "\"string\"")).isEqualTo(2);
                assertThat(one.register("u", "\"long\"")).isEqualTo(3);
                assertThat(two.register("v", "\"bytes\"")).isEqualTo(4);
                Answer refused = two.post("/subjects/t/versions", body("\"float\""));
                assertThat(refused.code()).isEqualTo("409/40901");
            }
            assertThat(one.register("w", "\"boolean\""))
                    .as("after the other left")
                    .isEqualTo(5);
            assertThat(one.get("/subjects").body()).isEqualTo("[\"s\",\"t\",\"u\",\"v\",\"w\"]");
        }
    }

    @Test
    void theLogMayBeReachedByTcp() {
        try (EmbeddedLog log = Millrace.log().inMemory().start();
                TestRegistry rest = TestRegistry.on(log.bootstrapServers())) {
            assertThat(rest.register("s", "\"int\"")).isEqualTo(1);
            assertThat(rest.get("/subjects/s/versions/1/schema").body()).isEqualTo("\"int\"");
        }
    }

    @Test
    void aRegistryThatMayNotLeadSaysSo() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
                TestRegistry rest = TestRegistry.with(RegistryConfig.from(Settings.of(
                        Map.of("kafkastore.bootstrap.servers", log.inProcessServers(), "leader.eligibility", "false"),
                        RegistryKeys.ALL)))) {
            assertThat(rest.post("/subjects/s/versions", body("\"int\"")).code())
                    .isEqualTo("500/50004");
            assertThat(rest.get("/subjects").body()).isEqualTo("[]");
        }
    }

    @Test
    void aRegistryThatDiedIsBackAtOnce() {
        Endpoint at;
        try (EmbeddedLog log =
                Millrace.log().dataDirectory(directory).inProcessOnly().start()) {
            TestRegistry dead = TestRegistry.on(log.inProcessServers());
            at = dead.registry().config().advertised();
            dead.register("s", "\"int\"");
            log.close();
            // It cannot say farewell: nobody hears it.
            dead.close();
        }

        long before = System.nanoTime();
        try (EmbeddedLog log =
                        Millrace.log().dataDirectory(directory).inProcessOnly().start();
                Registry back =
                        Registry.start(RegistryConfig.on(log.inProcessServers()).advertised(at))) {
            back.setConfig(
                            "s",
                            ConfigChange.of(
                                    JsonNodeFactory.instance.objectNode().put("compatibility", "FULL")))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            // A session lasts six.
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(5_500));
            assertThat(back.catalog().subjects("", Catalog.Scope.LIVE)).containsExactly("s");
        }
    }

    @Test
    void recordsOfAnotherWriterAreReadAndTheirIdsNotGivenAgain() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
                TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
            rest.register("s", "\"int\"");

            TopicWriter.append(
                    log,
                    "{\"keytype\":\"SCHEMA\",\"subject\":\"x\",\"version\":1,\"magic\":1}",
                    "{\"subject\":\"x\",\"version\":1,\"id\":9,\"schema\":\"\\\"bytes\\\"\",\"deleted\":false}");
            // Its own write is read back, and so is all before it.
            rest.register("s2", "\"int\"");

            assertThat(rest.get("/subjects/x/versions").body()).isEqualTo("[1]");
            assertThat(rest.register("t", "\"string\"")).isEqualTo(10);
        }
    }
}
