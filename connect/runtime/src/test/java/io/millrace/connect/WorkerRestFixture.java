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
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A worker with its REST interface, and tasks that do what the test says. */
abstract class WorkerRestFixture {
    static final String SECRET = "marker-4711";
    static EmbeddedLog log;
    static Edge edge;
    static Worker worker;
    static Path plugins;
    static Rest rest;
    static FakeTasks tasks;

    static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();

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

    static String logged() {
        return List.copyOf(LOGGED.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    static void fail(String task, String why) {
        tasks.task(task).listener().failed(new ConnectException(why), why, "trace of " + why);
    }

    static void awaitState(String name, String state, int count) {
        Rest.await(name + " is " + state + " with " + count, () -> {
            Rest.Answer answer = rest.call("GET", "/connectors/" + name + "/status");
            return state.equals(answer.at("connector", "state")) && ((List<?>) answer.at("tasks")).size() == count;
        });
    }

    static String state(Rest at, String name) {
        return String.valueOf(at.call("GET", "/connectors/" + name + "/status").at("connector", "state"));
    }

    static void assertRefused(int status, Rest.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo((long) status);
        assertThat((String) answer.at("message")).isNotBlank();
    }

    static Map<String, Object> body(String name, Map<String, Object> config) {
        return Map.of("name", name, "config", config);
    }

    static Map<String, Object> config(Object... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("connector.class", "MarkSource");
        config.put("marker", SECRET);
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return config;
    }

    static Rest serve(Worker worker) {
        Router router = edge.router("application/json", Set.of("application/json"), Set.of());
        ConnectRoutes.mount(router, worker);
        return new Rest(edge.listen("--connect", new Endpoint("127.0.0.1", 0), router));
    }

    static WorkerConfig workerConfig(EmbeddedLog on) {
        return WorkerConfig.from(Settings.of(
                Map.of(
                        "bootstrap.servers", on.inProcessServers(),
                        "plugin.path", plugins.toString(),
                        "task.shutdown.graceful.timeout.ms", "500"),
                ConnectKeys.ALL));
    }
}
