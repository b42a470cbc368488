package io.millrace.registry.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * The registry's REST calls as JSON in and JSON out: addresses tried in turn, passing trouble tried again. Built on
 * {@link HttpURLConnection}, whose first answer is there 300 ms before that of java.net.http, and which needs no
 * thread of its own. Any thread.
 */
public final class RestService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA = "application/vnd.schemaregistry.v1+json";
    private static final int ANSWER_BYTES_MAX = 64 << 20;
    // The registry is busy, restarting or between two leaders: another try may do.
    private static final Set<Integer> PASSING_STATUS = Set.of(408, 429, 502, 503, 504);
    private static final Set<Integer> PASSING_CODE = Set.of(50002, 50003, 50004);

    private final ClientConfig config;
    // The address that answered last; it is asked first.
    private volatile int preferred;

    /** To the addresses of the settings. */
    public RestService(ClientConfig config) {
        this.config = config;
    }

    /** A path of segments, each encoded: a subject may hold anything. */
    public static String path(Object... segments) {
        StringBuilder path = new StringBuilder();
        for (Object segment : segments) {
            String encoded = URLEncoder.encode(String.valueOf(segment), StandardCharsets.UTF_8);
            path.append('/').append(encoded.replace("+", "%20"));
        }
        return path.toString();
    }

    /** Asks for what stands at the path. */
    public JsonNode get(String path) throws IOException, RestClientException {
        return send("GET", path, null);
    }

    /** Sends a request, with a body where there is one to send. */
    public JsonNode send(String method, String path, @Nullable JsonNode body) throws IOException, RestClientException {
        byte[] bytes = body == null ? null : JSON.writeValueAsBytes(body);
        for (int attempt = 0; ; attempt++) {
            try {
                return overAddresses(method, path, bytes);
            } catch (RestClientException e) {
                boolean passing = PASSING_STATUS.contains(e.getStatus()) || PASSING_CODE.contains(e.getErrorCode());
                if (!passing || attempt >= config.retriesMax) {
                    throw e;
                }
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (attempt >= config.retriesMax) {
                    throw e;
                }
            }
            pause(attempt);
        }
    }

    private JsonNode overAddresses(String method, String path, byte @Nullable [] body)
            throws IOException, RestClientException {
        List<String> urls = config.urls;
        int first = preferred;
        IOException why = null;
        for (int i = 0; i < urls.size(); i++) {
            int at = (first + i) % urls.size();
            try {
                JsonNode answer = once(urls.get(at), method, path, body);
                preferred = at;
                return answer;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                why = e;
            }
        }
        String reason = why == null ? "" : why.getMessage();
        throw new IOException("no schema registry answers at " + String.join(", ", urls) + ": " + reason, why);
    }

    private JsonNode once(String url, String method, String path, byte @Nullable [] body)
            throws IOException, RestClientException {
        URL target = URI.create(url + path).toURL();
        HttpURLConnection connection = (HttpURLConnection)
                (config.proxy == null ? target.openConnection() : target.openConnection(config.proxy));
        if (config.tls != null && connection instanceof HttpsURLConnection secured) {
            config.tls.secure(secured);
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout(config.connectTimeoutMs);
        connection.setReadTimeout(config.readTimeoutMs);
        connection.setRequestProperty("Accept", MEDIA + ", application/json");
        // Newer registries name guids and times only to who says that he takes what he does not know.
        connection.setRequestProperty("Confluent-Accept-Unknown-Properties", "true");
        if (config.authorization != null) {
            connection.setRequestProperty("Authorization", config.authorization);
        }
        if (body != null) {
            connection.setRequestProperty("Content-Type", MEDIA);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        byte[] answer = answer(connection, status);
        if (status < 200 || status > 299) {
            throw refusal(status, answer);
        }
        return answer.length == 0 ? JSON.nullNode() : json(url, answer);
    }

    private static byte[] answer(HttpURLConnection connection, int status) throws IOException {
        InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (stream == null) {
            return new byte[0];
        }
        // Read to its end and closed, so that the connection is kept for the next request.
        try (stream) {
            byte[] bytes = stream.readNBytes(ANSWER_BYTES_MAX + 1);
            if (bytes.length > ANSWER_BYTES_MAX) {
                throw new IOException("the registry's answer is longer than " + ANSWER_BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }

    private static JsonNode json(String url, byte[] answer) throws IOException {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new IOException(url + " answers something that is no JSON; is it a schema registry?", e);
        }
    }

    private static RestClientException refusal(int status, byte[] answer) {
        try {
            JsonNode error = JSON.readTree(answer);
            if (error != null && error.has("message")) {
                return new RestClientException(
                        status,
                        error.path("error_code").asInt(status),
                        error.path("message").asText());
            }
        } catch (IOException e) {
            // A proxy's page, or nothing: the status must do.
        }
        return new RestClientException(status, status, "HTTP status " + status);
    }

    private void pause(int attempt) throws InterruptedIOException {
        long waitMs = Math.min(config.retryWaitMaxMs, (long) config.retryWaitMs << Math.min(attempt, 16));
        try {
            Thread.sleep(waitMs / 2 + ThreadLocalRandom.current().nextLong(waitMs / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the schema registry");
        }
    }
}
