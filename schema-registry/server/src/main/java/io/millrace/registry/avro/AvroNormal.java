package io.millrace.registry.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the properties that people may add to a schema in order of their names; Avro's own attributes come first and stay
 * in the order in which Avro writes them. Defaults are values and stay as they are.
 */
final class AvroNormal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OWN = Set.of(
            "type",
            "name",
            "namespace",
            "doc",
            "fields",
            "symbols",
            "items",
            "values",
            "size",
            "aliases",
            "default",
            "order");

    private AvroNormal() {}

    static String of(String canonical) {
        try {
            return JSON.writeValueAsString(schema(JSON.readTree(canonical)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote what is no JSON", e);
        }
    }

    private static JsonNode schema(JsonNode node) {
        if (node instanceof ArrayNode union) {
            ArrayNode sorted = JSON.createArrayNode();
            union.forEach(branch -> sorted.add(schema(branch)));
            return sorted;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode sorted = JSON.createObjectNode();
        TreeMap<String, JsonNode> added = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            if (!OWN.contains(name)) {
                added.put(name, entry.getValue());
            } else {
                sorted.set(name, attribute(name, entry.getValue()));
            }
        }
        added.forEach((name, value) -> sorted.set(name, property(value)));
        return sorted;
    }

    /** Where a schema lies inside a schema, or inside a field. */
    private static JsonNode attribute(String name, JsonNode value) {
        return switch (name) {
            case "type", "items", "values" -> schema(value);
            case "fields" -> {
                ArrayNode fields = JSON.createArrayNode();
                value.forEach(field -> fields.add(schema(field)));
                yield fields;
            }
            default -> value;
        };
    }

    private static JsonNode property(JsonNode value) {
        if (value instanceof ArrayNode list) {
            ArrayNode sorted = JSON.createArrayNode();
            list.forEach(each -> sorted.add(property(each)));
            return sorted;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        TreeMap<String, JsonNode> byName = new TreeMap<>();
        object.properties().forEach(entry -> byName.put(entry.getKey(), property(entry.getValue())));
        ObjectNode sorted = JSON.createObjectNode();
        byName.forEach(sorted::set);
        return sorted;
    }
}
