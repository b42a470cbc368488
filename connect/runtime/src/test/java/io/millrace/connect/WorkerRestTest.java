package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.connect.http.ConnectRoutes;
import io.millrace.connect.testing.FakeTasks;
import io.millrace.connect.testing.MarkSource;
import io.millrace.connect.testing.PluginJar;
import io.millrace.connect.testing.Rest;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.rest.Edge;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WorkerRestTest {
    private static final String SECRET = "marker-4711";
    private static EmbeddedLog log;
    private static Edge edge;
    private static Worker worker;
    private static Path plugins;
    private static Rest rest;
    private static FakeTasks tasks;

    private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        LOGGED.start();
        root.addAppender(LOGGED);
        plugins = directory;
        PluginJar.ofSource(directory.resolve("mark/mark.jar"), MarkSource.class, MarkSource.MarkTask.class);
        log = Millrace.log().inMemory().start();
        edge = Edge.start();
        tasks = new FakeTasks();
        worker = Worker.start(workerConfig(log), tasks);
        rest = serve(worker);
    }

    @AfterAll
    static void stop() {
        edge.close();
        worker.close();
        log.close();
    }

    @Test
    void aConnectorIsCreatedSeenAndDeleted() {
        Rest.Answer created = rest.call("POST", "/connectors", body("first", config("count", 2, "tasks.max", "2")));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.raw().headers().firstValue("Location")).contains("/connectors/first");
        assertThat(created.at("type")).isEqualTo("source");
        Rest.await(
                "two tasks",
                () -> "RUNNING"
                                .equals(rest.call("GET", "/connectors/first/status")
                                        .at("connector", "state"))
                        && tasks.task("first-1") != null);
        assertThat(rest.call("GET", "/connectors").json()).asList().contains("first");
        assertThat(rest.call("GET", "/connectors/first/tasks").at(1, "id"))
                .isEqualTo(Map.of("connector", "first", "task", 1L));
        assertThat(rest.call("GET", "/connectors/first/tasks/1/status").at("state"))
                .isEqualTo("RUNNING");
        assertThat(rest.call("GET", "/connectors?expand=status&expand=info").at("first", "status", "name"))
                .isEqualTo("first");
        assertThat(rest.call("GET", "/connectors?expand=info").at("first", "info", "config", "count"))
                .isEqualTo("2");

        assertThat(rest.call("DELETE", "/connectors/first").status()).isEqualTo(204);
        assertThat(rest.call("GET", "/connectors/first").status()).isEqualTo(404);
        assertThat(tasks.task("first-1")).isNull();
    }

    @Test
    void namesWithSlashAndPercentWorkForEveryVerb() {
        String name = "a/b%2F c";
        String path = "/connectors/" + Rest.part(name);

        assertThat(rest.call("PUT", path + "/config", config()).status()).isEqualTo(201);
        assertThat(rest.call("PUT", path + "/config", config("shade", "blue")).status())
                .isEqualTo(200);
        assertThat(rest.call("GET", path).at("name")).isEqualTo(name);
        assertThat(rest.call("GET", path + "/config").at("shade")).isEqualTo("blue");
        assertThat(rest.call("GET", path + "/status").at("name")).isEqualTo(name);
        assertThat(rest.call("PATCH", path + "/config", Map.of("shade", "red")).status())
                .isEqualTo(200);
        assertThat(rest.call("PUT", path + "/pause").status()).isEqualTo(202);
        assertThat(rest.call("PUT", path + "/resume").status()).isEqualTo(202);
        assertThat(rest.call("POST", path + "/restart").status()).isEqualTo(204);
        assertThat(rest.call("GET", path + "/topics").at(name, "topics")).isEqualTo(List.of());
        assertThat(rest.call("PUT", path + "/topics/reset").status()).isEqualTo(202);
        assertThat(rest.call("GET", path + "/offsets").at("offsets")).isEqualTo(List.of());
        assertThat(rest.call("PUT", path + "/stop").status()).isEqualTo(204);
        assertThat(rest.call("DELETE", path).status()).isEqualTo(204);
        assertThat(rest.call("GET", path).status()).isEqualTo(404);
    }

    @Test
    void everyBadKeyIsNamedWithWhatItMayBe() {
        Map<String, Object> bad = Map.of(
                "connector.class",
                "MarkSource",
                "shade",
                "green",
                "count",
                "many",
                "tasks.max",
                "0",
                "errors.tolerance",
                "x");

        Rest.Answer answer = rest.call("POST", "/connectors", body("bad", bad));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error_code")).isEqualTo(400L);
        assertThat((String) answer.at("message"))
                .contains("5 error(s)")
                .contains("marker")
                .contains("shade", "[red, blue]")
                .contains("count", "[0,...,9]")
                .contains("tasks.max")
                .contains("errors.tolerance", "[none, all]");
        assertThat(rest.call("GET", "/connectors/bad").status()).isEqualTo(404);
    }

    @Test
    void anUnknownClassIsNamedWithTheOtherBadKeys() {
        Rest.Answer answer = rest.call(
                "POST", "/connectors", body("bad", Map.of("connector.class", "MarkSorce", "tasks.max", "none")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat((String) answer.at("message")).contains("MarkSorce", "MarkSource", "tasks.max");
    }

    @Test
    void whatCannotBeDoneIsAnsweredInJson() {
        rest.call("PUT", "/connectors/there/config", config());

        assertRefused(409, rest.call("POST", "/connectors", body("there", config())));
        assertRefused(404, rest.call("GET", "/connectors/nobody/status"));
        assertRefused(404, rest.call("POST", "/connectors/there/tasks/9/restart"));
        assertRefused(404, rest.call("GET", "/connectors/there/tasks/x/status"));
        assertRefused(404, rest.call("GET", "/nothing"));
        assertRefused(405, rest.call("DELETE", "/connectors"));
        assertRefused(405, rest.call("GET", "/connectors/there/pause"));
        assertRefused(400, rest.send("POST", "/connectors", "{\"name\":", "application/json"));
        assertRefused(400, rest.call("POST", "/connectors", Map.of("name", "x")));
        assertRefused(400, rest.call("POST", "/connectors", Map.of("name", "x", "config", Map.of("name", "y"))));
        assertRefused(
                400, rest.call("POST", "/connectors", Map.of("name", "x", "config", config(), "initial_state", "UP")));
        assertRefused(400, rest.call("POST", "/connectors/there/restart?includeTasks=maybe"));
        assertRefused(400, rest.call("PUT", "/connectors/there/config", Map.of("shade", Map.of("a", "b"))));
    }

    @Test
    void strangersAreKeptOut() throws IOException {
        assertRefused(415, rest.send("POST", "/connectors", "{}", "text/plain"));
        assertThat(rest.asHost("evil.example", "/connectors")).contains("403");
    }

    @Test
    void aConnectorIsPausedResumedAndStopped() {
        rest.call("POST", "/connectors", body("life", config("count", 1)));
        awaitState("life", "RUNNING", 1);

        assertThat(rest.call("PUT", "/connectors/life/pause").status()).isEqualTo(202);
        awaitState("life", "PAUSED", 1);
        Rest.await(
                "the task rests",
                () -> "PAUSED"
                        .equals(rest.call("GET", "/connectors/life/tasks/0/status")
                                .at("state")));
        assertThat(rest.call("PUT", "/connectors/life/resume").status()).isEqualTo(202);
        awaitState("life", "RUNNING", 1);
        assertThat(rest.call("PUT", "/connectors/life/stop").status()).isEqualTo(204);
        awaitState("life", "STOPPED", 0);
        assertThat(rest.call("GET", "/connectors/life").at("tasks")).isEqualTo(List.of());
        assertThat(rest.call("PUT", "/connectors/life/resume").status()).isEqualTo(202);
        awaitState("life", "RUNNING", 1);
    }

    @Test
    void aConnectorMayBeginAtRest() {
        assertThat(rest.call(
                                "POST",
                                "/connectors",
                                Map.of("name", "rests", "config", config(), "initial_state", "STOPPED"))
                        .status())
                .isEqualTo(201);

        awaitState("rests", "STOPPED", 0);
    }

    @Test
    void restartsTakeWhatIsAskedFor() {
        rest.call("POST", "/connectors", body("again", config("count", 2, "tasks.max", 2, "errors.restart.max", 0)));
        awaitState("again", "RUNNING", 2);
        fail("again-1", "it broke");
        Rest.await(
                "the failure shows",
                () -> "it broke"
                        .equals(rest.call("GET", "/connectors/again/tasks/1/status")
                                .at("error")));

        Rest.Answer failed = rest.call("POST", "/connectors/again/restart?includeTasks=true&onlyFailed=true");

        assertThat(failed.status()).isEqualTo(202);
        assertThat(failed.at("tasks", 0, "state")).isEqualTo("RUNNING");
        Rest.await("it runs again", () -> tasks.starts("again-1") == 2);
        assertThat(tasks.starts("again-0")).isEqualTo(1);
        assertThat(rest.call("POST", "/connectors/again/tasks/0/restart").status())
                .isEqualTo(204);
        Rest.await("the other one too", () -> tasks.starts("again-0") == 2);
        Rest.Answer all = rest.call("POST", "/connectors/again/restart?includeTasks=true");
        assertThat(all.status()).isEqualTo(202);
        assertThat(all.at("connector", "state")).isEqualTo("RESTARTING");
        Rest.await("all run again", () -> tasks.starts("again-0") == 3 && tasks.starts("again-1") == 3);
        awaitState("again", "RUNNING", 2);
    }

    @Test
    void aFailedTaskIsStartedAgainUntilItsRestartsAreSpent() {
        rest.call(
                "POST",
                "/connectors",
                body("weak", config("errors.restart.max", 2, "errors.restart.delay.initial.ms", 1)));
        awaitState("weak", "RUNNING", 1);

        fail("weak-0", "one");
        Rest.await("the first restart", () -> tasks.starts("weak-0") == 2);
        fail("weak-0", "two");
        Rest.await("the second restart", () -> tasks.starts("weak-0") == 3);
        fail("weak-0", "three");

        Rest.await(
                "it stays failed",
                () -> "three"
                        .equals(rest.call("GET", "/connectors/weak/tasks/0/status")
                                .at("error")));
        Rest.Answer status = rest.call("GET", "/connectors/weak/tasks/0/status");
        assertThat(status.at("state")).isEqualTo("FAILED");
        assertThat(status.at("restarts")).isEqualTo(2L);
        assertThat(status.at("restart_in_ms")).isNull();
        assertThat((String) status.at("trace")).contains("trace of three");
    }

    @Test
    void theSameConfigAgainRestartsOnlyWhatHasFailed() {
        Map<String, Object> config = config("errors.restart.max", 0);
        rest.call("PUT", "/connectors/same/config", config);
        awaitState("same", "RUNNING", 1);

        rest.call("PUT", "/connectors/same/config", config);
        assertThat(tasks.starts("same-0")).isEqualTo(1);
        fail("same-0", "it broke");
        rest.call("PUT", "/connectors/same/config", config);

        Rest.await("it runs again", () -> tasks.starts("same-0") == 2);
        awaitState("same", "RUNNING", 1);
    }

    @Test
    void moreTasksThanAllowedAreRefused() {
        rest.call("POST", "/connectors", body("many", config("count", 3, "tasks.max", 2, "errors.restart.max", 0)));

        awaitState("many", "FAILED", 0);
        assertThat((String) rest.call("GET", "/connectors/many/status").at("connector", "error"))
                .contains("3 tasks", "tasks.max is 2");
    }

    @Test
    void aConnectorThatHangsHoldsUpNobody() {
        rest.call("POST", "/connectors", body("hangs", config("hang.at.start", true)));

        assertThat(rest.call("GET", "/connectors/hangs/status").at("connector", "state"))
                .isEqualTo("UNASSIGNED");
        assertThat(rest.call("PUT", "/connectors/other/config", config()).status())
                .isEqualTo(201);
        awaitState("other", "RUNNING", 1);
        assertThat(rest.call("DELETE", "/connectors/hangs").status()).isEqualTo(204);
    }

    @Test
    void aConnectorWithMuchToDoIsDeletedAllTheSame() {
        rest.call("POST", "/connectors", body("busy", config("hang.at.stop", true)));
        awaitState("busy", "RUNNING", 1);
        List<CompletableFuture<Rest.Answer>> restarts = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> rest.call("POST", "/connectors/busy/restart")))
                .toList();
        CompletableFuture.anyOf(restarts.toArray(CompletableFuture<?>[]::new)).join();

        assertThat(rest.call("DELETE", "/connectors/busy").status()).isEqualTo(204);

        restarts.forEach(CompletableFuture::join);
        assertThat(rest.call("GET", "/connectors/busy").status()).isEqualTo(404);
        assertThat(rest.call("POST", "/connectors", body("busy", config())).status())
                .isEqualTo(201);
        assertThat(rest.call("DELETE", "/connectors/busy").status()).isEqualTo(204);
    }

    @Test
    void aSecretIsHiddenAndKeptWhenItComesBackHidden() {
        rest.call("POST", "/connectors", body("keeps", config()));
        Rest.Answer shown = rest.call("GET", "/connectors/keeps/config");
        assertThat(shown.at("marker")).isEqualTo("[hidden]");

        Map<String, Object> sentBack = new HashMap<>();
        ((Map<?, ?>) shown.json()).forEach((key, value) -> sentBack.put((String) key, value));
        sentBack.put("shade", "blue");
        assertThat(rest.call("PUT", "/connectors/keeps/config", sentBack).status())
                .isEqualTo(200);
        assertThat(rest.call("PATCH", "/connectors/keeps/config", Map.of("marker", "[hidden]", "count", 1))
                        .status())
                .isEqualTo(200);

        Rest.await(
                "the task has the secret",
                () -> tasks.task("keeps-0") != null
                        && SECRET.equals(
                                tasks.task("keeps-0").spec().taskConfig().get("marker"))
                        && "blue"
                                .equals(tasks.task("keeps-0")
                                        .spec()
                                        .connectorConfig()
                                        .get("shade")));
        assertRefused(
                400,
                rest.call(
                        "POST",
                        "/connectors",
                        body("new", Map.of("connector.class", "MarkSource", "marker", "[hidden]"))));
    }

    @Test
    void aSecretAppearsInNoAnswer() {
        rest.call("POST", "/connectors", body("quiet", config("fail.at.start", true, "errors.restart.max", 0)));
        awaitState("quiet", "FAILED", 0);

        assertThat((String) rest.call("GET", "/connectors/quiet/status").at("connector", "error"))
                .isEqualTo("cannot log in with [hidden] at the place");
        rest.call("GET", "/connectors/quiet");
        rest.call("GET", "/connectors/quiet/tasks");
        rest.call("GET", "/connectors?expand=info&expand=status");
        rest.call("PUT", "/connector-plugins/MarkSource/config/validate", config("count", SECRET));
        rest.call("POST", "/connectors", body("worse", config("count", SECRET)));
        rest.send("POST", "/connectors", "{\"marker\":" + SECRET + "}", "application/json");

        assertThat(rest.heard()).doesNotContain(SECRET);
        assertThat(logged()).contains("connector quiet failed").doesNotContain(SECRET);
    }

    @Test
    void pluginsAreListedDescribedAndAsked() {
        String name = MarkSource.class.getName();
        assertThat(rest.call("GET", "/connector-plugins").json())
                .asList()
                .anyMatch(plugin -> name.equals(((Map<?, ?>) plugin).get("class"))
                        && "source".equals(((Map<?, ?>) plugin).get("type")));
        assertThat(rest.call("GET", "/connector-plugins?connectorsOnly=false").text())
                .contains("org.apache.kafka.connect.json.JsonConverter");
        assertThat(rest.call("GET", "/connector-plugins/MarkSource/config").text())
                .contains("\"name\":\"shade\"")
                .contains("\"name\":\"tasks.max\"");
        assertRefused(404, rest.call("GET", "/connector-plugins/Nothing/config"));

        Rest.Answer report = rest.call(
                "PUT", "/connector-plugins/MarkSource/config/validate", config("name", "x", "shade", "green"));
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.at("error_count")).isEqualTo(1L);
        assertThat(report.at("name")).as("as it was asked for").isEqualTo("MarkSource");
        assertRefused(
                400,
                rest.call("PUT", "/connector-plugins/MarkSource/config/validate", Map.of("connector.class", "Other")));
    }

    @Test
    void theTopicsThatATaskUsesAreRemembered() {
        rest.call("POST", "/connectors", body("tracks", config()));
        awaitState("tracks", "RUNNING", 1);

        tasks.task("tracks-0").listener().touched("flights");

        Rest.await(
                "the topic shows",
                () -> List.of("flights")
                        .equals(rest.call("GET", "/connectors/tracks/topics").at("tracks", "topics")));
        assertThat(rest.call("PUT", "/connectors/tracks/topics/reset").status()).isEqualTo(202);
        assertThat(rest.call("GET", "/connectors/tracks/topics").at("tracks", "topics"))
                .isEqualTo(List.of());
    }

    @Test
    void offsetsAreMovedAndResetWhileStopped() {
        rest.call("POST", "/connectors", body("moves", config()));
        Map<String, Object> change = Map.of("partition", Map.of("file", "f"), "offset", Map.of("byte", 5));
        Map<String, Object> changes = Map.of("offsets", List.of(change));
        assertRefused(400, rest.call("PATCH", "/connectors/moves/offsets", changes));
        rest.call("PUT", "/connectors/moves/stop");

        assertThat(rest.call("PATCH", "/connectors/moves/offsets", changes).status())
                .isEqualTo(200);

        assertThat(rest.call("GET", "/connectors/moves/offsets").at("offsets", 0, "offset", "byte"))
                .isEqualTo(5L);
        assertRefused(400, rest.call("PATCH", "/connectors/moves/offsets", Map.of("offsets", List.of())));
        assertRefused(400, rest.call("PATCH", "/connectors/moves/offsets", Map.of("offsets", List.of(Map.of()))));
        assertThat(rest.call("DELETE", "/connectors/moves/offsets").at("message"))
                .asString()
                .contains("reset successfully");
        assertThat(rest.call("GET", "/connectors/moves/offsets").at("offsets")).isEqualTo(List.of());
        assertRefused(404, rest.call("DELETE", "/connectors/nobody/offsets"));
    }

    @Test
    void theWorkerTellsItsVersionAndHealth() {
        Rest.Answer root = rest.call("GET", "/");
        assertThat(root.at("version")).isEqualTo("4.3.1");
        assertThat(root.at("kafka_cluster_id")).asString().isNotBlank().isNotEqualTo("null");
        assertThat(rest.call("GET", "/health").at("status")).isEqualTo("healthy");
    }

    @Test
    void anotherWorkerGoesOnWhereOneEnded() {
        try (EmbeddedLog own = Millrace.log().inMemory().start()) {
            Worker first = Worker.start(workerConfig(own), new FakeTasks());
            Rest before = serve(first);
            before.call("POST", "/connectors", body("runs", config("count", 2, "tasks.max", 2)));
            before.call("POST", "/connectors", body("rests", config()));
            before.call("PUT", "/connectors/rests/pause");
            before.call("POST", "/connectors", body("ended", config()));
            before.call("PUT", "/connectors/ended/stop");
            before.call("POST", "/connectors", body("gone", config()));
            before.call("DELETE", "/connectors/gone");
            Rest.await(
                    "tasks",
                    () -> ((List<?>) before.call("GET", "/connectors/runs/status")
                                            .at("tasks"))
                                    .size()
                            == 2);
            first.close();

            FakeTasks later = new FakeTasks();
            try (Worker second = Worker.start(workerConfig(own), later)) {
                Rest after = serve(second);
                assertThat(after.call("GET", "/connectors").json()).isEqualTo(List.of("ended", "rests", "runs"));
                Rest.await(
                        "all are as they were",
                        () -> state(after, "runs").equals("RUNNING")
                                && state(after, "rests").equals("PAUSED")
                                && state(after, "ended").equals("STOPPED")
                                && later.task("runs-1") != null);
                assertThat(later.task("runs-0").spec().connectorConfig()).containsEntry("marker", SECRET);
                assertThat(after.call("GET", "/connectors/runs/config").at("marker"))
                        .isEqualTo("[hidden]");
            }
        }
    }

    private static String logged() {
        return List.copyOf(LOGGED.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private static void fail(String task, String why) {
        tasks.task(task).listener().failed(new ConnectException(why), why, "trace of " + why);
    }

    private static void awaitState(String name, String state, int count) {
        Rest.await(name + " is " + state + " with " + count, () -> {
            Rest.Answer answer = rest.call("GET", "/connectors/" + name + "/status");
            return state.equals(answer.at("connector", "state")) && ((List<?>) answer.at("tasks")).size() == count;
        });
    }

    private static String state(Rest at, String name) {
        return String.valueOf(at.call("GET", "/connectors/" + name + "/status").at("connector", "state"));
    }

    private static void assertRefused(int status, Rest.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo((long) status);
        assertThat((String) answer.at("message")).isNotBlank();
    }

    private static Map<String, Object> body(String name, Map<String, Object> config) {
        return Map.of("name", name, "config", config);
    }

    private static Map<String, Object> config(Object... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("connector.class", "MarkSource");
        config.put("marker", SECRET);
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return config;
    }

    private static Rest serve(Worker worker) {
        Router router = edge.router("application/json", Set.of("application/json"), Set.of());
        ConnectRoutes.mount(router, worker);
        return new Rest(edge.listen("--connect", new Endpoint("127.0.0.1", 0), router));
    }

    private static WorkerConfig workerConfig(EmbeddedLog on) {
        return WorkerConfig.from(Settings.of(
                Map.of(
                        "bootstrap.servers", on.inProcessServers(),
                        "plugin.path", plugins.toString(),
                        "task.shutdown.graceful.timeout.ms", "500"),
                ConnectKeys.ALL));
    }
}
