package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.base.Endpoint;
import io.millrace.registry.Registry;
import io.millrace.registry.RegistryConfig;
import io.millrace.rest.Edge;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** A registry with its HTTP server, for tests. */
final class TestRegistry implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Edge edge = Edge.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Registry registry;
    private final Endpoint at;

    private TestRegistry(RegistryConfig config) {
        registry = Registry.start(config);
        Router router = edge.router(RegistryRoutes.ANSWER_TYPE, RegistryRoutes.WRITE_TYPES, Set.of());
        RegistryRoutes.mount(router, edge.vertx(), registry);
        at = edge.listen("registry", config.advertised(), router);
    }

    static TestRegistry on(String bootstrap) {
        return with(RegistryConfig.on(bootstrap));
    }

    static TestRegistry with(RegistryConfig config) {
        return new TestRegistry(config.advertised(new Endpoint("127.0.0.1", freePort())));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Registry registry() {
        return registry;
    }

    String url() {
        return "http://" + at;
    }

    /** What came back. */
    record Answer(int status, String type, String body, String tag, String allow) {
        Answer(int status, String type, String body) {
            this(status, type, body, "", "");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(body, e);
            }
        }

        /** The status and the registry's code, {@code 404/40401}. */
        String code() {
            return status + "/" + json().path("error_code").asInt();
        }

        String message() {
            return json().path("message").asText();
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String body) {
        return send(
                request(path).header("Content-Type", RegistryRoutes.ANSWER_TYPE).POST(BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(
                request(path).header("Content-Type", RegistryRoutes.ANSWER_TYPE).PUT(BodyPublishers.ofString(body)));
    }

    /** Registers and gives the id. */
    int register(String subject, String schema) {
        Answer answer = post("/subjects/" + encode(subject) + "/versions", body(schema));
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return answer.json().path("id").asInt();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body(),
                    response.headers().firstValue("ETag").orElse(""),
                    response.headers().firstValue("Allow").orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String body(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A record of that name with these fields, each {@code name:type} or {@code name:type=default}. */
    static String record(String name, String... fields) {
        StringBuilder text = new StringBuilder("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[");
        for (int i = 0; i < fields.length; i++) {
            String[] parts = fields[i].split("[:=]");
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"" + parts[0] + "\",\"type\":\"" + parts[1] + "\"")
                    .append(parts.length > 2 ? ",\"default\":" + parts[2] : "")
                    .append("}");
        }
        return text.append("]}").toString();
    }

    @Override
    public void close() {
        edge.close();
        registry.close();
    }
}
