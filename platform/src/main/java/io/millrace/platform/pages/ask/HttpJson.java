package io.millrace.platform.pages.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Gets JSON of the registry and the worker. Its client is made when it is first used. <i>Any thread;</i> its lock guards the client. */
public final class HttpJson {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable HttpClient client;

    /** Something else than 200. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        /** With this status. */
        public Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    /** Gets the path, which begins with a slash and is encoded. */
    public CompletableFuture<JsonNode> get(URI base, String path) {
        String root = base.toString();
        URI at = URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
        HttpRequest request = HttpRequest.newBuilder(at)
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        return client().sendAsync(request, answer -> new BoundedBody()).thenApply(HttpJson::read);
    }

    /** A name as a part of a path. */
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode read(HttpResponse<byte[]> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                String message = body.path("message").asText("HTTP " + response.statusCode());
                throw new Refused(response.statusCode(), message);
            }
            return body;
        } catch (IOException e) {
            throw new CompletionException(response.uri() + " answers no JSON", e);
        }
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
            client = made;
        }
        return made;
    }
}
