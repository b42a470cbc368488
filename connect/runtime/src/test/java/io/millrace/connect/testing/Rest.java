package io.millrace.connect.testing;

import io.millrace.base.Endpoint;
import io.millrace.connect.storage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Speaks to a worker over HTTP. */
public final class Rest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Endpoint at;
    private final StringBuilder heard = new StringBuilder();

    /** At that address. */
    public Rest(Endpoint at) {
        this.at = at;
    }

    /** An answer. */
    public record Answer(int status, String text, HttpResponse<byte[]> raw) {
        /** The body. */
        public Object json() {
            return text.isEmpty() ? null : Json.read(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What lies at a path of names and numbers within it. */
        public Object at(Object... path) {
            Object now = json();
            for (Object step : path) {
                now = step instanceof Integer i
                        ? ((List<?>) now).get(i)
                        : now == null ? null : ((Map<?, ?>) now).get(step);
            }
            return now;
        }
    }

    /** Without a body. */
    public Answer call(String method, String path) {
        return send(method, path, null, null);
    }

    /** With a body of JSON. */
    public Answer call(String method, String path, Object body) {
        return send(method, path, new String(Json.bytes(body), StandardCharsets.UTF_8), "application/json");
    }

    /** As given. */
    public Answer send(String method, String path, String body, String type) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + at + path))
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (type != null) {
                request.header("Content-Type", type);
            }
            HttpResponse<byte[]> raw = http.send(request.build(), BodyHandlers.ofByteArray());
            String text = new String(raw.body(), StandardCharsets.UTF_8);
            heard.append(text).append('\n');
            return new Answer(raw.statusCode(), text, raw);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first line of the answer to a request that calls the server by another name. */
    public String asHost(String host, String path) throws IOException {
        try (Socket socket = new Socket(at.host(), at.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    /** Everything that was answered. */
    public String heard() {
        return heard.toString();
    }

    /** A name as a part of a path. */
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Waits until it holds. */
    public static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within 20 s: " + what);
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
