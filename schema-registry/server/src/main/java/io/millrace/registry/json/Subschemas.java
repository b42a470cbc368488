package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.BiConsumer;

/** Where schemas lie inside a schema. Pure. */
final class Subschemas {
    private static final Set<String> ONE = Set.of(
            "additionalProperties",
            "additionalItems",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies");

    private Subschemas() {}

    /** Each schema right under this one, with the pointer from here to there. */
    static void forEach(JsonNode schema, BiConsumer<JsonNode, String> action) {
        schema.properties().forEach(entry -> {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            String here = "/" + JsonText.escaped(keyword);
            if (ONE.contains(keyword) || keyword.equals("items") && !value.isArray()) {
                action.accept(value, here);
            } else if (LIST.contains(keyword) || keyword.equals("items")) {
                for (int i = 0; i < value.size(); i++) {
                    action.accept(value.get(i), here + "/" + i);
                }
            } else if (NAMED.contains(keyword)) {
                value.properties().forEach(each -> {
                    if (!each.getValue().isArray()) {
                        action.accept(each.getValue(), here + "/" + JsonText.escaped(each.getKey()));
                    }
                });
            }
        });
    }
}
