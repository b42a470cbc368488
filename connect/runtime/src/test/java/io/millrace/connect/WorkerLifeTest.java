package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.testing.FakeTasks;
import io.millrace.connect.testing.Rest;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How connectors and tasks are paused, restarted, moved and deleted, over REST. */
class WorkerLifeTest extends WorkerRestFixture {
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
}
