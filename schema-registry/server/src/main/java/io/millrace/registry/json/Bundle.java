package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * One text of a schema and what it refers to: each text becomes a definition under its name, and what points into it
 * points there. A schema that refers to itself still does.
 */
final class Bundle {
    private final JsonNode root;
    private final Map<String, JsonNode> references;
    private final Links links;
    /** Of each node that something may point to, where it lies in the one text. */
    private final Map<JsonNode, String> places = new IdentityHashMap<>();

    Bundle(JsonNode root, Map<String, JsonNode> references, Links links) {
        this.root = root;
        this.references = references;
        this.links = links;
    }

    JsonNode made() {
        if (!(root instanceof ObjectNode object)) {
            return root;
        }
        String keyword = links.draft().definitions();
        place(root, "#");
        references.forEach((name, node) -> place(node, "#/" + keyword + "/" + JsonText.escaped(name)));
        ObjectNode made = (ObjectNode) copy(object, false);
        ObjectNode definitions = made.path(keyword) instanceof ObjectNode own ? own : made.putObject(keyword);
        references.forEach((name, node) -> {
            JsonNode definition = copy(node, true);
            if (definition instanceof ObjectNode each) {
                // Its address would make its pointers start from itself.
                each.remove("$id");
                each.remove("id");
                each.remove("$schema");
            }
            definitions.set(name, definition);
        });
        return made;
    }

    private void place(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            places.putIfAbsent(object, path);
            object.properties().forEach(each -> place(each.getValue(), JsonText.step(path, each.getKey())));
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                place(list.get(i), path + "/" + i);
            }
        }
    }

    private JsonNode copy(JsonNode node, boolean moved) {
        if (node instanceof ArrayNode list) {
            ArrayNode made = JsonNodeFactory.instance.arrayNode();
            list.forEach(each -> made.add(copy(each, moved)));
            return made;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        JsonNode target = links.target(object);
        object.properties().forEach(each -> made.set(each.getKey(), copy(each.getValue(), moved)));
        String place = target == null ? null : places.get(target);
        boolean elsewhere = moved || target != null && links.documentOf(target) != root;
        if (place != null && elsewhere && object.path("$ref").isTextual()) {
            made.put("$ref", place.replace("%", "%25").replace(" ", "%20"));
        }
        return made;
    }
}
