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
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is killed between append and answer: what it answered stays, and what is tried again gets its id. */
@Tag("full")
class RegistryKillTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLS = 4;
    private static final int CLIENTS = 4;

    @TempDir
    Path data;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicInteger next = new AtomicInteger();
    /** What was acknowledged. */
    private final Map<Integer, Integer> idsBySchema = new ConcurrentSkipListMap<>();

    @Test
    @Timeout(180)
    void whatWasAnsweredStaysAndNoIdIsGivenTwice() throws Exception {
        Random random = new Random(17);
        for (int kill = 0; kill < KILLS; kill++) {
            Set<Integer> unanswered = new HashSet<>();
            try (Started node = node()) {
                String at = node.at("registry");
                register(at, random.nextInt(200, 900), node, unanswered);
            }
            try (Started node = node()) {
                String at = node.at("registry");
                for (Map.Entry<Integer, Integer> known : idsBySchema.entrySet()) {
                    assertThat(lookUp(at, known.getKey()))
                            .as("schema " + known.getKey())
                            .isEqualTo(known.getValue());
                }
                for (int again : unanswered) {
                    Integer before = lookUp(at, again);
                    int id = post(at, again).path("id").asInt();
                    assertThat(before == null || before == id)
                            .as("id of schema " + again)
                            .isTrue();
                    idsBySchema.put(again, id);
                }
            }
        }
        assertThat(idsBySchema.size()).isGreaterThan(KILLS);
        assertThat(new HashSet<>(idsBySchema.values())).hasSameSizeAs(idsBySchema.keySet());
        Map<Integer, Integer> byId = new TreeMap<>();
        idsBySchema.forEach((schema, id) -> byId.put(id, schema));
        assertThat(byId).hasSameSizeAs(idsBySchema);
    }

    private Started node() throws Exception {
        return Started.node(data, "--registry", "127.0.0.1:0", "--connect", "off", "--pages", "off");
    }

    /** Several clients register one schema after the other until the node is gone. */
    private void register(String at, int lifeMs, Started node, Set<Integer> unanswered) throws Exception {
        AtomicBoolean alive = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (alive.get()) {
                        int schema = next.incrementAndGet();
                        try {
                            idsBySchema.put(schema, post(at, schema).path("id").asInt());
                        } catch (IOException e) {
                            synchronized (unanswered) {
                                unanswered.add(schema);
                            }
                            return;
                        }
                    }
                });
            }
            Thread.sleep(lifeMs);
            node.process().destroyForcibly().waitFor();
        } finally {
            alive.set(false);
            clients.shutdown();
            assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private JsonNode post(String at, int schema) throws IOException {
        HttpResponse<String> answer = send(at + "/subjects/s" + schema + "/versions", schema);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private Integer lookUp(String at, int schema) throws IOException {
        HttpResponse<String> answer = send(at + "/subjects/s" + schema, schema);
        return answer.statusCode() == 404
                ? null
                : JSON.readTree(answer.body()).path("id").asInt();
    }

    private HttpResponse<String> send(String url, int schema) throws IOException {
        String text = "{\"type\":\"record\",\"name\":\"R" + schema + "\",\"fields\":[]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        JSON.createObjectNode().put("schema", text).toString()))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
