package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a schema says of an array's items, in whichever draft's words. <i>Immutable.</i>
 *
 * @param first schemas of the first items, in order
 * @param firstKeyword the keyword that has them
 * @param rest the schema of the others, true where there is none
 * @param restKeyword the keyword that has it, or would
 */
record Items(List<JsonNode> first, String firstKeyword, JsonNode rest, String restKeyword) {
    private static final List<String> BESIDE =
            List.of("allOf", "anyOf", "oneOf", "if", "$ref", "$dynamicRef", "$recursiveRef", "contains");

    /**
     * Of one schema.
     *
     * @param strict whether a word about what nothing else speaks of counts although something else may speak
     */
    static Items of(Draft draft, JsonNode schema, boolean strict) {
        JsonNode items = schema.path("items");
        if (schema.path("prefixItems").isArray() || draft == Draft.DRAFT_2020_12 && !items.isArray()) {
            return new Items(list(schema.path("prefixItems")), "prefixItems", rest(schema, "items", strict), "items");
        }
        return items.isArray()
                ? new Items(list(items), "items", rest(schema, "additionalItems", strict), "additionalItems")
                : new Items(List.of(), "items", rest(schema, "items", strict), "items");
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>(array.size());
        array.forEach(list::add);
        return list;
    }

    private static JsonNode rest(JsonNode schema, String keyword, boolean strict) {
        JsonNode rest = schema.path(keyword);
        if (rest.isMissingNode() && (strict || BESIDE.stream().noneMatch(schema::has))) {
            rest = schema.path("unevaluatedItems");
        }
        return rest.isObject() || rest.isBoolean() ? rest : BooleanNode.TRUE;
    }

    JsonNode at(int index) {
        return index < first.size() ? first.get(index) : rest;
    }

    /** Where the schema of an item lies. */
    String path(String base, int index) {
        return base + "/" + (index < first.size() ? firstKeyword + "/" + index : restKeyword);
    }
}
