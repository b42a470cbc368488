package io.millrace.benchmarks.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.benchmarks.Http;
import java.util.Map;

/** The schemas that the benchmark registers, and the bodies that carry them. */
final class Schemas {
    private Schemas() {}

    /** A record of four fields whose name tells it from others. */
    static String plain(String name, int number) {
        return record(
                name + number,
                "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"},"
                        + "{\"name\":\"amount\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":12,\"scale\":2}},"
                        + optional("note"));
    }

    /** A record of ten fields, and as many with a default behind them as it has been changed; and one more by this name. */
    static String grown(int changes, String last) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            fields.append("{\"name\":\"f")
                    .append(i)
                    .append("\",\"type\":\"")
                    .append(i % 2 == 0 ? "long" : "string")
                    .append("\"},");
        }
        for (int i = 0; i < changes; i++) {
            fields.append(optional("added" + i)).append(',');
        }
        return record("Grown", fields + optional(last));
    }

    /** The body that carries a schema. */
    static String body(String schema) {
        try {
            return Http.JSON.writeValueAsString(Map.of("schema", schema));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The request that registers a schema. */
    static byte[] register(KeptAlive connection, String subject, String schema) {
        return connection.request("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    /** The id in an answer. */
    static int id(String answer) {
        try {
            return Http.JSON.readTree(answer).path("id").asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + answer, e);
        }
    }

    private static String record(String name, String fields) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"namespace\":\"bench\",\"fields\":[" + fields + "]}";
    }

    private static String optional(String name) {
        return "{\"name\":\"" + name + "\",\"type\":[\"null\",\"string\"],\"default\":null}";
    }
}
