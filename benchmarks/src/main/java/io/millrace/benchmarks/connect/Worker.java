package io.millrace.benchmarks.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.Http;
import io.millrace.benchmarks.Turns;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A worker's connectors over its REST API, ours and Kafka Connect's alike. One thread. */
final class Worker {
    private static final long PATIENCE_MS = 600_000;
    private static final long LOOK_MS = 20;
    private static final int STATUS_EVERY = 50;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final String url;

    Worker(String url) {
        this.url = url;
    }

    /** Creates the connector, with one task. */
    void create(String name, Map<String, String> config) {
        Map<String, String> all = new TreeMap<>(config);
        all.put("tasks.max", "1");
        Http.done("POST", url + "/connectors", Map.of("name", name, "config", all));
    }

    /** Looks until the work is done; throws what the worker says when a task has failed. */
    void await(String name, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        for (int looks = 1; !done.getAsBoolean(); looks++) {
            if (looks % STATUS_EVERY == 0) {
                check(name);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " is not done after " + PATIENCE_MS + " ms");
            }
            Turns.pause(LOOK_MS);
        }
    }

    /** Deletes the connector and waits until it is gone. */
    void delete(String name) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (Http.call("DELETE", url + "/connectors/" + name, null).status() == CONFLICT
                || Http.call("GET", url + "/connectors/" + name, null).status() != NOT_FOUND) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " cannot be deleted");
            }
            Turns.pause(LOOK_MS);
        }
    }

    private void check(String name) {
        Http.Answer answer = Http.call("GET", url + "/connectors/" + name + "/status", null);
        JsonNode status = answer.body();
        if (answer.status() == 200 && status != null && status.toString().contains("\"FAILED\"")) {
            throw new IllegalStateException(name + " failed: " + status);
        }
    }
}
