package io.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Calls of REST APIs that are not on the clock. <i>Any thread.</i> */
public final class Http {
    /** Shared by all that read or write JSON here. */
    public static final ObjectMapper JSON = new ObjectMapper();

    private Http() {}

    /** An answer's status and its JSON, null where it has none. */
    public record Answer(int status, @Nullable JsonNode body) {}

    /** Asks; a status of 400 and above is an answer as any other. */
    public static Answer call(String method, String url, @Nullable Object body) {
        try {
            HttpURLConnection ask = (HttpURLConnection) URI.create(url).toURL().openConnection();
            ask.setRequestMethod(method);
            ask.setConnectTimeout(10_000);
            ask.setReadTimeout(90_000);
            if (body != null) {
                ask.setDoOutput(true);
                ask.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = ask.getOutputStream()) {
                    out.write(JSON.writeValueAsBytes(body));
                }
            }
            int status = ask.getResponseCode();
            try (InputStream in = status < 400 ? ask.getInputStream() : ask.getErrorStream()) {
                byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
                return new Answer(status, bytes.length == 0 ? null : JSON.readTree(bytes));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(method + " " + url + ": no JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url, e);
        }
    }

    /** As {@link #call}, where nothing but success will do. */
    public static JsonNode done(String method, String url, @Nullable Object body) {
        Answer answer = call(method, url, body);
        if (answer.status() >= 300) {
            throw new IllegalStateException(method + " " + url + ": " + answer.status() + " " + answer.body());
        }
        JsonNode read = answer.body();
        return read == null ? JSON.nullNode() : read;
    }
}
