package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.testing.MarkSource;
import io.millrace.connect.testing.Rest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker answers about connectors, their configurations and plug-ins. */
class WorkerRestTest extends WorkerRestFixture {
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
    void moreTasksThanAllowedAreRefused() {
        rest.call("POST", "/connectors", body("many", config("count", 3, "tasks.max", 2, "errors.restart.max", 0)));

        awaitState("many", "FAILED", 0);
        assertThat((String) rest.call("GET", "/connectors/many/status").at("connector", "error"))
                .contains("3 tasks", "tasks.max is 2");
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
    void theWorkerTellsItsVersionAndHealth() {
        Rest.Answer root = rest.call("GET", "/");
        assertThat(root.at("version")).isEqualTo("4.3.1");
        assertThat(root.at("kafka_cluster_id")).asString().isNotBlank().isNotEqualTo("null");
        assertThat(rest.call("GET", "/health").at("status")).isEqualTo("healthy");
    }
}
