package io.millrace.platform.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Calls one server's REST API, and turns each of its refusals into one line with the server's own words. One thread. */
final class Rest {
    /** Shared by all that read JSON here. */
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int CONNECT_MS = 10_000;
    private static final int READ_MS = 90_000;
    private static final int MAX_ANSWER_BYTES = 64 << 20;
    private static final int CONFLICT = 409;
    /** Ends Connect's message about a config; whoever is at a command line has 'connector validate'. */
    private static final String CONNECT_HINT =
            "You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`";

    private final String base;
    private final String shown;
    private final String flag;
    private final String writeType;

    private Rest(String base, String flag, String writeType) {
        this.base = base;
        this.shown = base.replaceAll("//[^/@]*@", "//");
        this.flag = flag;
        this.writeType = writeType;
    }

    /** The server at this URL, which the given flag names. */
    static Rest at(String url, String flag, String writeType) {
        String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            throw new Refused(Main.USAGE, flag + ": '" + url + "' is no URL: expected http://HOST:PORT");
        }
        return new Rest(trimmed, flag, writeType);
    }

    /** One segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String what, String path) {
        return call(what, "GET", path, (byte[]) null);
    }

    JsonNode post(String what, String path, @Nullable JsonNode body) {
        return call(what, "POST", path, body);
    }

    /** As {@link #post}, but that a refusal which explains itself is an answer too: one with {@code explanation}. */
    JsonNode postForExplanation(String what, String path, JsonNode body) {
        return call(what, "POST", path, bytes(body), true);
    }

    JsonNode put(String what, String path, @Nullable JsonNode body) {
        return call(what, "PUT", path, body);
    }

    /** Sends bytes as they are. */
    JsonNode postBytes(String what, String path, byte[] body) {
        return call(what, "POST", path, body);
    }

    /** Copies an answer's bytes. */
    void copy(String what, String path, OutputStream into) {
        try {
            HttpURLConnection connection = open("GET", path);
            int status = connection.getResponseCode();
            if (status >= 300) {
                throw refused(what, status, read(connection.getErrorStream()));
            }
            try (InputStream from = connection.getInputStream()) {
                from.transferTo(into);
            }
        } catch (JsonProcessingException e) {
            throw noJson();
        } catch (IOException e) {
            throw away(e);
        }
    }

    JsonNode delete(String what, String path) {
        return call(what, "DELETE", path, (byte[]) null);
    }

    private JsonNode call(String what, String method, String path, @Nullable JsonNode body) {
        return call(what, method, path, body == null ? null : bytes(body));
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private JsonNode call(String what, String method, String path, byte @Nullable [] body) {
        return call(what, method, path, body, false);
    }

    /** The answer's JSON, a missing node when it has none; refuses when the server does, naming what was asked for. */
    private JsonNode call(String what, String method, String path, byte @Nullable [] body, boolean explained) {
        try {
            HttpURLConnection connection = open(method, path);
            send(connection, body);
            int status = connection.getResponseCode();
            JsonNode answer = read(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            if (status >= 300 && !(explained && answer.has("explanation"))) {
                throw refused(what, status, answer);
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw noJson();
        } catch (IOException e) {
            throw away(e);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(base + path).openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json");
            connection.setRequestProperty("User-Agent", "millrace");
            return connection;
        } catch (MalformedURLException e) {
            throw new Refused(Main.USAGE, flag + ": '" + shown + "' is no URL: " + e.getMessage());
        }
    }

    private Refused noJson() {
        return new Refused(Main.FAILED, shown + " answered something that is no JSON; is that the right address?");
    }

    private Refused away(IOException e) {
        return new Refused(
                Main.FAILED,
                "no answer from " + shown + ": " + e.getMessage()
                        + "; is a node running there? (./millrace start, or name another with " + flag + ")");
    }

    private void send(HttpURLConnection connection, byte @Nullable [] body) throws IOException {
        if (body == null) {
            String method = connection.getRequestMethod();
            if (method.equals("PUT") || method.equals("POST")) {
                connection.setRequestProperty("Content-Type", writeType);
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(0);
            }
            return;
        }
        connection.setRequestProperty("Content-Type", writeType);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream to = connection.getOutputStream()) {
            to.write(body);
        }
    }

    private static JsonNode read(@Nullable InputStream from) throws IOException {
        if (from == null) {
            return MissingNode.getInstance();
        }
        try (from) {
            byte[] bytes = from.readNBytes(MAX_ANSWER_BYTES);
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        }
    }

    private static Refused refused(String what, int status, JsonNode answer) {
        String message = answer.path("message").asText("");
        String line = message.isBlank()
                ? "refused with status " + status
                : message.replace(CONNECT_HINT, "")
                        .strip()
                        .replaceAll(":\\s*\\R\\s*", ": ")
                        .replaceAll("\\s*\\R\\s*", "; ");
        int code = switch (status) {
            case 404 -> Main.NOT_FOUND;
            case CONFLICT -> line.contains("ncompatible") ? Main.INCOMPATIBLE : Main.FAILED;
            default -> Main.FAILED;
        };
        return new Refused(code, what + ": " + line);
    }
}
