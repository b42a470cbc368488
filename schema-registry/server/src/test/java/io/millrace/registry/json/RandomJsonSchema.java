package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Schemas of an edition, schemas that follow them, and documents: the same for the same seed. */
final class RandomJsonSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TYPES =
            List.of("string", "integer", "number", "boolean", "null", "object", "array");
    private static final List<String> NAMES = List.of("a", "b", "c", "xa", "xb");
    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "xa", "x1", "abc", "b\u00e9\ud83d\ude00");
    private static final List<String> PATTERNS = List.of("^x", "a", "^[a-c]+$", "^.{2}$");

    private final Random random;
    private final Draft draft;
    private ObjectNode root = JSON.objectNode();

    RandomJsonSchema(long seed, Draft draft) {
        this.random = new Random(seed);
        this.draft = draft;
        root = schema(3);
        if (one(3)) {
            root.putObject(draft.definitions()).set("d", definition());
        }
        name(root);
    }

    String text() {
        return root.toString();
    }

    /** Each keyword stays as it is, mostly; some come, go, or get another value. */
    void evolve() {
        JsonNode definitions = root.remove(draft.definitions());
        do {
            root = (ObjectNode) evolved(root, 3);
        } while (one(3));
        if (definitions != null) {
            ObjectNode kept = definitions.deepCopy();
            if (one(3)) {
                kept.set("d", definition());
            }
            root.set(draft.definitions(), kept);
        }
        name(root);
    }

    private void name(ObjectNode schema) {
        schema.put(
                "$schema",
                draft == Draft.DRAFT_07
                        ? "http://json-schema.org/draft-07/schema#"
                        : "https://json-schema.org/draft/2020-12/schema");
        if (schema.toString().contains("\"$ref\"") && !schema.has(draft.definitions())) {
            schema.putObject(draft.definitions()).putObject("d").put("type", "integer");
        }
    }

    /** Points at nothing, so that there is no ring. */
    private ObjectNode definition() {
        ObjectNode schema = schema(1);
        return schema.toString().contains("\"$ref\"") ? JSON.objectNode() : schema;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private ObjectNode schema(int depth) {
        ObjectNode schema = JSON.objectNode();
        int kind = random.nextInt(depth > 0 ? 16 : 7);
        switch (kind) {
            case 0 -> {}
            case 1 -> schema.set("enum", few(0));
            case 2 -> {
                ArrayNode types = schema.putArray("type");
                List<String> some = new ArrayList<>(TYPES);
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    types.add(some.remove(random.nextInt(some.size())));
                }
            }
            case 3 -> schema.put("type", any(TYPES));
            case 4 -> keyword(schema.put("type", "string"), depth);
            case 5 -> keyword(schema.put("type", one(2) ? "integer" : "number"), depth);
            case 6 -> {
                if (one(4)) {
                    schema.put("$ref", "#/" + draft.definitions() + "/d");
                } else {
                    schema.set(one(2) ? "const" : "default", value(0));
                }
            }
            case 7, 8, 9, 10 -> {
                schema.put("type", "object");
                for (int i = random.nextInt(5); i >= 0; i--) {
                    objectKeyword(schema, depth);
                }
            }
            case 11, 12 -> {
                schema.put("type", "array");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    arrayKeyword(schema, depth);
                }
            }
            case 13, 14 -> combined(schema, depth);
            default -> {
                schema.put("type", any(TYPES));
                combined(schema, depth);
            }
        }
        return schema;
    }

    private void combined(ObjectNode schema, int depth) {
        switch (random.nextInt(8)) {
            case 0 -> schema.set("not", schema(0));
            case 1 -> {
                schema.set("if", schema(depth - 1));
                if (one(2)) {
                    schema.set("then", schema(depth - 1));
                }
                if (one(2)) {
                    schema.set("else", schema(depth - 1));
                }
            }
            default -> {
                ArrayNode several = schema.putArray(any(List.of("allOf", "anyOf", "oneOf", "anyOf", "allOf")));
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    several.add(schema(depth - 1));
                }
            }
        }
    }

    /** Adds a keyword that means something to the schema's type. */
    private void keyword(ObjectNode schema, int depth) {
        switch (schema.path("type").asText(any(TYPES))) {
            case "string" -> {
                switch (random.nextInt(4)) {
                    case 0 -> schema.put("minLength", random.nextInt(3));
                    case 1 -> schema.put("maxLength", 1 + random.nextInt(3));
                    case 2 -> schema.put("pattern", any(PATTERNS));
                    default -> schema.putArray("enum").add(any(TEXTS)).add(any(TEXTS) + "y");
                }
            }
            case "integer", "number" -> {
                switch (random.nextInt(5)) {
                    case 0 -> schema.put("minimum", bound());
                    case 1 -> schema.put("maximum", bound());
                    case 2 -> schema.put("exclusiveMinimum", bound());
                    case 3 -> schema.put("exclusiveMaximum", bound());
                    default -> schema.put("multipleOf", any(List.of(0.5, 1.0, 2.0, 3.0)));
                }
            }
            case "object" -> objectKeyword(schema, Math.max(1, depth));
            case "array" -> arrayKeyword(schema, Math.max(1, depth));
            default -> {
                if (one(2)) {
                    combined(schema, Math.max(1, depth));
                } else {
                    schema.set("enum", few(1));
                }
            }
        }
    }

    private double bound() {
        return (random.nextInt(14) - 4) / 2.0;
    }

    private void objectKeyword(ObjectNode schema, int depth) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                ObjectNode properties = schema.withObject("/properties");
                properties.set(any(NAMES), schema(depth - 1));
                properties.set(any(NAMES), schema(depth - 1));
            }
            case 4, 5 -> {
                String name = any(NAMES);
                ArrayNode required = schema.withArray("required");
                if (!text(required).contains(name)) {
                    required.add(name);
                }
            }
            case 6 -> schema.put("additionalProperties", one(3));
            case 7 -> schema.set("additionalProperties", schema(depth - 1));
            case 8 -> schema.withObject("/patternProperties").set(any(PATTERNS), schema(depth - 1));
            case 9 -> schema.put(one(2) ? "minProperties" : "maxProperties", random.nextInt(4));
            case 10 -> {
                String keyword = draft == Draft.DRAFT_07 ? "dependencies" : "dependentRequired";
                schema.withObject("/" + keyword).putArray(any(NAMES)).add(any(NAMES));
            }
            default -> {
                if (one(2)) {
                    schema.set("propertyNames", JSON.objectNode().put("pattern", any(PATTERNS)));
                } else if (draft == Draft.DRAFT_07) {
                    schema.withObject("/dependencies").set(any(NAMES), schema(depth - 1));
                } else if (one(2)) {
                    schema.withObject("/dependentSchemas").set(any(NAMES), schema(depth - 1));
                } else {
                    schema.put("unevaluatedProperties", false);
                }
            }
        }
    }

    private void arrayKeyword(ObjectNode schema, int depth) {
        switch (random.nextInt(8)) {
            case 0, 1 -> schema.set("items", schema(depth - 1));
            case 2 -> first(schema, depth);
            case 3 -> {
                first(schema, depth);
                String rest = draft == Draft.DRAFT_07 ? "additionalItems" : "items";
                if (one(2)) {
                    schema.put(rest, false);
                } else {
                    schema.set(rest, schema(depth - 1));
                }
            }
            case 4 -> schema.put("minItems", random.nextInt(3));
            case 5 -> schema.put("maxItems", random.nextInt(4));
            case 6 -> schema.put("uniqueItems", isArray(schema) && one(2));
            default -> {
                schema.set("contains", schema(0));
                if (draft != Draft.DRAFT_07 && isArray(schema) && one(2)) {
                    schema.put(one(2) ? "minContains" : "maxContains", random.nextInt(3));
                }
            }
        }
    }

    /** The validator that the tests use counts an object's values too. */
    private static boolean isArray(ObjectNode schema) {
        return schema.path("type").asText().equals("array");
    }

    private void first(ObjectNode schema, int depth) {
        ArrayNode first = schema.putArray(draft == Draft.DRAFT_07 ? "items" : "prefixItems");
        for (int i = random.nextInt(2); i >= 0; i--) {
            first.add(schema(depth - 1));
        }
    }

    private static List<String> text(ArrayNode names) {
        List<String> all = new ArrayList<>();
        names.forEach(each -> all.add(each.asText()));
        return all;
    }

    /** A schema that is near to another. */
    private JsonNode evolved(JsonNode old, int depth) {
        if (!(old instanceof ObjectNode)) {
            return old;
        }
        ObjectNode schema = old.deepCopy();
        switch (random.nextInt(9)) {
            case 0 -> keyword(schema, depth - 1);
            case 1 -> {
                if (!schema.isEmpty()) {
                    List<String> keywords = new ArrayList<>();
                    schema.fieldNames().forEachRemaining(keywords::add);
                    schema.remove(any(keywords));
                }
            }
            case 2 -> {
                if (one(3)) {
                    return schema(depth);
                }
            }
            default -> {
                for (Map.Entry<String, JsonNode> each : List.copyOf(schema.properties())) {
                    if (one(2)) {
                        schema.set(each.getKey(), changed(each.getKey(), each.getValue(), depth));
                    }
                }
            }
        }
        return schema;
    }

    private JsonNode changed(String keyword, JsonNode value, int depth) {
        return switch (keyword) {
            case "properties", "patternProperties", "dependentSchemas" -> {
                ObjectNode changed = value.deepCopy();
                for (Map.Entry<String, JsonNode> each : List.copyOf(changed.properties())) {
                    if (one(6)) {
                        changed.remove(each.getKey());
                    } else if (one(2)) {
                        changed.set(each.getKey(), evolved(each.getValue(), depth - 1));
                    }
                }
                if (one(4)) {
                    changed.set(keyword.startsWith("pattern") ? any(PATTERNS) : any(NAMES), schema(depth - 1));
                }
                yield changed;
            }
            case "allOf", "anyOf", "oneOf", "prefixItems" -> {
                ArrayNode changed = JSON.arrayNode();
                value.forEach(each -> changed.add(one(2) ? evolved(each, depth - 1) : each));
                if (one(4)) {
                    changed.add(schema(depth - 1));
                }
                if (one(4) && changed.size() > 1) {
                    changed.remove(random.nextInt(changed.size()));
                }
                yield changed;
            }
            case "enum" -> {
                ArrayNode changed = value.deepCopy();
                if (one(2)) {
                    JsonNode added = value(1);
                    boolean known = false;
                    for (JsonNode each : changed) {
                        known |= Types.same(each, added);
                    }
                    if (!known) {
                        changed.add(added);
                    }
                } else if (changed.size() > 1) {
                    changed.remove(0);
                }
                yield changed;
            }
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                JSON.numberNode(value.asDouble() + random.nextInt(3) - 1);
            case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties" ->
                JSON.numberNode(Math.max(0, value.asInt() + random.nextInt(3) - 1));
            case "multipleOf" -> JSON.numberNode(one(2) ? value.asDouble() * 2 : value.asDouble() / 2);
            case "type" -> {
                if (one(2)) {
                    ArrayNode types = JSON.arrayNode();
                    types.add(value.isArray() ? value.get(0) : value);
                    String other = any(TYPES);
                    if (!types.get(0).asText().equals(other)) {
                        types.add(other);
                    }
                    yield types;
                }
                yield value.asText().equals("integer") ? JSON.textNode("number") : value;
            }
            case "required" -> {
                ArrayNode changed = value.deepCopy();
                changed.remove(0);
                yield changed;
            }
            case "not", "if", "then", "else", "items", "additionalItems", "additionalProperties", "contains" -> {
                if (value.isArray()) {
                    yield changed("prefixItems", value, depth);
                }
                yield value.isBoolean()
                        ? keyword.equals("additionalProperties") && one(2)
                                ? schema(depth - 1)
                                : JSON.booleanNode(one(2))
                        : evolved(value, depth - 1);
            }
            default -> value;
        };
    }

    private ArrayNode few(int depth) {
        ArrayNode values = JSON.arrayNode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            JsonNode value = value(depth);
            boolean known = false;
            for (JsonNode each : values) {
                known |= Types.same(each, value);
            }
            if (!known) {
                values.add(value);
            }
        }
        return values;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(one(2));
            case 2, 3 -> JSON.textNode(any(TEXTS));
            case 4 -> JSON.numberNode(random.nextInt(9) - 2);
            case 5 -> JSON.numberNode((random.nextInt(18) - 4) / 2.0);
            case 6 -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(any(NAMES), value(depth - 1));
                }
                yield object;
            }
        };
    }

    /** A document that the schema often accepts. */
    JsonNode document(JsonNode schema) {
        return document(schema, 4);
    }

    private JsonNode document(JsonNode schema, int depth) {
        if (depth == 0 || one(12) || !schema.isObject()) {
            return value(Math.min(depth, 2));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("$ref")) {
            return document(root.path(draft.definitions()).path("d"), depth - 1);
        }
        for (String keyword : List.of("anyOf", "oneOf", "allOf")) {
            JsonNode several = schema.path(keyword);
            if (!several.isEmpty() && (!schema.has("type") || one(2))) {
                return document(several.get(random.nextInt(several.size())), depth);
            }
        }
        for (String keyword : List.of("then", "else", "if")) {
            if (schema.has(keyword) && one(3)) {
                return document(schema.get(keyword), depth);
            }
        }
        JsonNode type = schema.path("type");
        String name = type.isArray() && !type.isEmpty()
                ? type.get(random.nextInt(type.size())).asText()
                : type.asText(any(TYPES));
        return switch (name) {
            case "null" -> JSON.nullNode();
            case "boolean" -> JSON.booleanNode(one(2));
            case "string" -> JSON.textNode(any(TEXTS));
            case "integer" ->
                one(5) ? JSON.numberNode(random.nextInt(9) - 2.0) : JSON.numberNode(random.nextInt(9) - 2);
            case "number" -> JSON.numberNode((random.nextInt(18) - 4) / 2.0);
            case "array" -> array(schema, depth);
            default -> object(schema, depth);
        };
    }

    private ArrayNode array(JsonNode schema, int depth) {
        JsonNode first = schema.path("items").isArray() ? schema.get("items") : schema.path("prefixItems");
        JsonNode rest = schema.path("items").isArray() ? schema.path("additionalItems") : schema.path("items");
        ArrayNode array = JSON.arrayNode();
        int size = one(3) ? first.size() : random.nextInt(4);
        for (int i = 0; i < size; i++) {
            array.add(
                    schema.has("contains") && one(3)
                            ? document(schema.get("contains"), depth - 1)
                            : document(i < first.size() ? first.get(i) : rest, depth - 1));
        }
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
            if (!one(3)) {
                names.add(each.getKey());
            }
        }
        schema.path("required").forEach(each -> names.add(each.asText()));
        for (int i = random.nextInt(3); i > 0; i--) {
            names.add(any(NAMES));
        }
        for (String name : names) {
            JsonNode rule = schema.path("properties").path(name);
            if (rule.isMissingNode()) {
                for (Map.Entry<String, JsonNode> each :
                        schema.path("patternProperties").properties()) {
                    rule = each.getValue();
                }
            }
            if (rule.isMissingNode()) {
                rule = schema.path("additionalProperties");
            }
            object.set(name, document(rule, depth - 1));
        }
        return object;
    }
}
