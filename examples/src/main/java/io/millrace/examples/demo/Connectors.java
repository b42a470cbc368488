package io.millrace.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connect worker as everybody sees it: over REST. One thread. */
final class Connectors {
    static final String AIRPORTS = "airports";
    static final String FLIGHTS = "flights";
    static final String DELAYS = "delays";

    /** A task that failed so often will not get well by another start. */
    private static final int RESTARTS_ENOUGH = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;

    Connectors(String url) {
        this.url = url;
    }

    /** The group of a sink connector's tasks. */
    static String groupOf(String connector) {
        return "connect-" + connector;
    }

    /** The connector that ships with the demo under this name, with its {@code ${...}} filled in. */
    static ObjectNode shipped(String name, Map<String, String> values) {
        ObjectNode connector;
        try (InputStream from = Connectors.class.getResourceAsStream(name + ".json")) {
            connector = (ObjectNode) JSON.readTree(from);
        } catch (IOException e) {
            throw new UncheckedIOException("the connector " + name + " cannot be read", e);
        }
        ObjectNode config = (ObjectNode) connector.get("config");
        Iterator<Map.Entry<String, JsonNode>> entries = config.properties().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            String text = entry.getValue().asText();
            if (text.startsWith("${") && text.endsWith("}")) {
                String value = values.get(text.substring(2, text.length() - 1));
                if (value == null) {
                    entries.remove();
                } else {
                    entry.setValue(JSON.getNodeFactory().textNode(value));
                }
            }
        }
        return connector;
    }

    /** As people read it; what is secret is not shown. */
    static String shown(ObjectNode connector) {
        ObjectNode copy = connector.deepCopy();
        ObjectNode config = (ObjectNode) copy.get("config");
        if (config.has("connection.password")) {
            config.put("connection.password", "[hidden]");
        }
        return copy.toPrettyString();
    }

    Set<String> names() {
        Set<String> names = new HashSet<>();
        call("GET", "/connectors", null).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Creates the connector, or gives it this config when it is there. */
    void put(ObjectNode connector) {
        call("PUT", "/connectors/" + connector.get("name").asText() + "/config", connector.get("config"));
    }

    void delete(String name) {
        call("DELETE", "/connectors/" + name, null);
    }

    /** How far into its file the connector's committed position is; empty when it has none. */
    Optional<Long> position(String name, String file) {
        for (JsonNode offset :
                call("GET", "/connectors/" + name + "/offsets", null).path("offsets")) {
            if (offset.path("partition").path("file").asText().equals(file)) {
                return Optional.of(offset.path("offset").path("position").asLong());
            }
        }
        return Optional.empty();
    }

    /** Stops the demo when the connector, or a task of it, has failed for good. */
    void check(String name) {
        JsonNode status = call("GET", "/connectors/" + name + "/status", null);
        checkOne(name, status.path("connector"));
        status.path("tasks").forEach(task -> checkOne(name, task));
    }

    private static void checkOne(String name, JsonNode part) {
        boolean failed = part.path("state").asText().equals("FAILED");
        boolean again = part.has("restart_in_ms") && part.path("restarts").asInt() < RESTARTS_ENOUGH;
        if (failed && !again) {
            throw new Stage.Stalled(name + ": connector " + name + " failed: "
                    + part.path("error").asText("no reason given"));
        }
    }

    /** What went wrong last with the connector, for the message about a stage that does not move. */
    String trouble(String name) {
        JsonNode status = call("GET", "/connectors/" + name + "/status", null);
        String error = status.path("connector").path("error").asText("");
        for (JsonNode task : status.path("tasks")) {
            error = error.isEmpty() ? task.path("error").asText("") : error;
        }
        return error;
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(url + path).openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(90_000);
            connection.setRequestProperty("Accept", "application/json");
            if (!method.equals("GET")) {
                connection.setRequestProperty("Content-Type", "application/json");
            }
            if (body != null) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(JSON.writeValueAsBytes(body));
            }
            int status = connection.getResponseCode();
            JsonNode answer = read(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            if (status >= 400 && status != 404) {
                throw new Refused(
                        Main.FAILED,
                        method + " " + path + ": "
                                + answer.path("message")
                                        .asText("status " + status)
                                        .strip()
                                        .replaceAll("\\s*\\R\\s*", "; "));
            }
            return answer;
        } catch (IOException e) {
            throw new Refused(Main.FAILED, "no answer from the connect worker at " + url + ": " + e.getMessage());
        }
    }

    private static JsonNode read(@Nullable InputStream from) throws IOException {
        if (from == null) {
            return MissingNode.getInstance();
        }
        try (from) {
            byte[] bytes = from.readAllBytes();
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("an answer that is no JSON", e);
        }
    }
}
