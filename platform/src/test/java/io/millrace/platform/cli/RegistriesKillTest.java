package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three registries on one log, with clients at all of them, while the one that leads is killed or stopped for as long as
 * the others need to choose another: what any answered is at every one, at once and at the end.
 */
@Tag("full")
class RegistriesKillTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 6;
    private static final int SUBJECTS = 50;
    private static final int SCHEMAS = 400;
    private static final int ROUNDS = 4;

    @TempDir
    Path data;

    @TempDir
    Path nothing;

    private record Registered(int subject, int schema) {}

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Started> registries = new CopyOnWriteArrayList<>();
    private final Map<Registered, Integer> answered = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    @Timeout(240)
    void whatAnyOfThemAnsweredIsAtAllOfThem() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Started log = Started.node(data, "--connect", "off", "--pages", "off");
        try {
            registries.add(log);
            registries.add(registry(log));
            registries.add(registry(log));
            call("PUT", log.at("registry") + "/config", "{\"compatibility\":\"NONE\"}");
            for (int client = 0; client < CLIENTS; client++) {
                int seed = client;
                clients.execute(() -> register(new Random(seed)));
            }
            for (int round = 0; round < ROUNDS; round++) {
                int before = answered.size();
                disturb(round, log);
                await(() -> answered.size() > before + 50);
            }
            stop.set(true);
            clients.shutdown();
            assertThat(clients.awaitTermination(90, TimeUnit.SECONDS)).isTrue();

            assertThat(faults).isEmpty();
            Map<Integer, Integer> schemaById = new ConcurrentHashMap<>();
            answered.forEach((which, id) -> assertThat(schemaById.merge(id, which.schema, (a, b) -> a))
                    .as("schema of id " + id)
                    .isEqualTo(which.schema));
            for (Started each : registries) {
                for (Map.Entry<Registered, Integer> one : answered.entrySet()) {
                    HttpResponse<String> found = lookUp(each, one.getKey());
                    assertThat(JSON.readTree(found.body()).path("id").asInt())
                            .as(one + " at " + each.ready() + ": " + found.body())
                            .isEqualTo(one.getValue());
                }
                assertThat(call("GET", each.at("registry") + "/verify", null).body())
                        .contains("\"sound\":true");
            }
        } finally {
            stop.set(true);
            clients.shutdownNow();
            registries.forEach(Started::close);
        }
    }

    private Started registry(Started log) throws IOException {
        return Started.node(nothing, "--bootstrap", log.at("kafka"), "--connect", "off", "--pages", "off");
    }

    /** Kills the leader, or stops it for longer than a session of the group lasts; the log's own node is only stopped. */
    private void disturb(int round, Started log) throws Exception {
        Started leader = leader();
        if (leader == log || round % 2 == 1) {
            signal("STOP", leader);
            try {
                Thread.sleep(leader == log ? 2_000 : 12_000);
            } finally {
                signal("CONT", leader);
            }
            return;
        }
        registries.remove(leader);
        leader.process().destroyForcibly().waitFor();
        registries.add(registry(log));
    }

    private Started leader() throws Exception {
        Started[] found = new Started[1];
        await(() -> {
            for (Started each : registries) {
                if (call("GET", each.at("registry") + "/metrics", null)
                        .body()
                        .lines()
                        .anyMatch(line -> line.matches("millrace_registry_leader\\S* 1(\\.0)?"))) {
                    found[0] = each;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    private static void signal(String name, Started to) throws Exception {
        // The launcher replaces itself by the JVM: one process.
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(to.process().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Registers one schema after another, at one registry, and looks for it at another at once. */
    private void register(Random random) {
        while (!stop.get()) {
            Registered which = new Registered(random.nextInt(SUBJECTS), random.nextInt(SCHEMAS));
            try {
                HttpResponse<String> made =
                        call("POST", some(random) + "/subjects/s" + which.subject + "/versions", body(which));
                if (made.statusCode() != 200) {
                    Thread.sleep(50);
                    continue;
                }
                int id = JSON.readTree(made.body()).path("id").asInt();
                Integer before = answered.put(which, id);
                if (before != null && before != id) {
                    faults.add(which + " had the id " + before + " and has " + id);
                }
                HttpResponse<String> found = call("POST", some(random) + "/subjects/s" + which.subject, body(which));
                boolean stale = found.headers().firstValue("Millrace-Stale").isPresent();
                JsonNode told = JSON.readTree(found.body());
                if (!stale
                        && (found.statusCode() == 404
                                || found.statusCode() == 200 && told.path("id").asInt() != id)) {
                    faults.add(which + " with id " + id + " is answered with " + found.body());
                }
            } catch (IOException e) {
                // Nobody there, or no longer: who is killed answers nothing.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String some(Random random) {
        List<Started> now = List.copyOf(registries);
        return now.get(random.nextInt(now.size())).at("registry");
    }

    private HttpResponse<String> lookUp(Started at, Registered which) throws Exception {
        return call("POST", at.at("registry") + "/subjects/s" + which.subject, body(which));
    }

    private static String body(Registered which) {
        String text = "{\"type\":\"record\",\"name\":\"R" + which.schema + "\",\"fields\":[]}";
        return JSON.createObjectNode().put("schema", text).toString();
    }

    private HttpResponse<String> call(String method, String url, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(40));
        return http.send(
                body == null
                        ? request.method(method, BodyPublishers.noBody()).build()
                        : request.header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                BodyHandlers.ofString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
