package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.platform.launch.Refused;

/**
 * A connector as a file has it: {@code {"name": ..., "config": {...}}}, or its config alone with {@code name} among the
 * keys. <i>Immutable.</i>
 *
 * @param name of the connector
 * @param config every value as text, {@code name} included
 */
record ConnectorFile(String name, ObjectNode config) {
    static ConnectorFile read(String file) {
        JsonNode whole = JsonFile.json(file);
        JsonNode given = whole.path("config").isObject() ? whole.path("config") : whole;
        String name = whole.path("name").asText(given.path("name").asText(""));
        if (name.isBlank()) {
            throw new Refused(
                    Main.USAGE,
                    file + ": has no name: expected {\"name\": ..., \"config\": {...}}, or a config with a name");
        }
        ObjectNode config = Rest.JSON.createObjectNode();
        given.fields().forEachRemaining(entry -> {
            if (entry.getValue().isContainerNode()) {
                throw new Refused(
                        Main.USAGE, file + ": " + entry.getKey() + ": expected a text, a number, true or false");
            }
            config.put(
                    entry.getKey(),
                    entry.getValue().isNull() ? null : entry.getValue().asText());
        });
        config.put("name", name);
        return new ConnectorFile(name, config);
    }
}
