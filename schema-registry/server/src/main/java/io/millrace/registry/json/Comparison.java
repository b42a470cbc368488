package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a reader's schema accepts all that a writer's schema accepts, keyword by keyword. What is compared already, and
 * what is being compared further up, is taken for accepted until shown otherwise: so that a schema that refers to itself
 * has an end. One use, one thread; the work is bounded.
 */
final class Comparison {
    /** Nobody reads more, and an answer has an end. */
    private static final int MOST_NAMED = 1_000;

    final Budget budget;
    final Ecma ecma;
    final Links readLinks;
    final Links writtenLinks;
    final Accepts accepts;
    final ValueSet listed = new ValueSet();

    private final JsonSchema reader;
    private final JsonSchema writer;
    private @Nullable Comparison mirror;
    private final Set<Pair> assumed = new HashSet<>();
    private final List<Pair> trail = new ArrayList<>();
    private final Map<Pair, List<Found>> refused = new HashMap<>();
    private final Combined combined = new Combined(this);
    final Values values = new Values(this);
    private final ObjectRules objects = new ObjectRules(this);
    private final ArrayRules arrays = new ArrayRules(this);

    private record Pair(List<Object> written, Written.Same reader) {}

    Comparison(JsonSchema reader, JsonSchema writer) {
        this(reader, writer, new Budget());
    }

    private Comparison(JsonSchema reader, JsonSchema writer, Budget budget) {
        this.reader = reader;
        this.writer = writer;
        this.budget = budget;
        this.ecma = new Ecma(budget);
        this.readLinks = reader.links();
        this.writtenLinks = writer.links();
        this.accepts = new Accepts(readLinks, budget, ecma, listed);
    }

    /** What the reader does not accept, each thing once. */
    List<Found> run() {
        List<Found> found = new ArrayList<>();
        include(written(List.of(writer.root())), reader.root(), "#/", found);
        return found.stream().distinct().limit(MOST_NAMED).toList();
    }

    Written written(List<? extends JsonNode> schemas) {
        return Written.of(writtenLinks, schemas);
    }

    /** Whether all that a reader's schema accepts is accepted by one of the writer's. */
    boolean isCovered(JsonNode byReader, JsonNode byWriter) {
        Comparison other = mirror;
        if (other == null) {
            other = new Comparison(writer, reader, budget);
            other.mirror = this;
            mirror = other;
        }
        return other.includes(other.written(List.of(byReader)), byWriter);
    }

    /** Whether two parts, with all that they refer to, say the same in the same words. */
    boolean same(JsonNode written, JsonNode read) {
        return written.equals(read)
                && (writtenLinks.isEmpty() && readLinks.isEmpty() || samePointers(written, read, new HashSet<>()));
    }

    private boolean samePointers(JsonNode written, JsonNode read, Set<List<Written.Same>> seen) {
        if (!written.isContainerNode() || !seen.add(List.of(new Written.Same(written), new Written.Same(read)))) {
            return true;
        }
        budget.enter();
        try {
            JsonNode target = writtenLinks.target(written);
            JsonNode other = readLinks.target(read);
            if (target != null && (other == null || !target.equals(other) || !samePointers(target, other, seen))) {
                return false;
            }
            if (written.isArray()) {
                for (int i = 0; i < written.size(); i++) {
                    if (!samePointers(written.get(i), read.get(i), seen)) {
                        return false;
                    }
                }
            }
            return written.properties().stream()
                    .allMatch(each -> samePointers(each.getValue(), read.get(each.getKey()), seen));
        } finally {
            budget.leave();
        }
    }

    /** Whether the reader's schema accepts it all. */
    boolean includes(Written written, JsonNode reader) {
        List<Found> found = new ArrayList<>();
        include(written, reader, "#/", found);
        return found.isEmpty();
    }

    /** Names what the reader's schema does not accept. */
    void include(Written written, JsonNode reader, String path, List<Found> out) {
        if (written.isNothing() || isAnything(reader)) {
            return;
        }
        budget.enter();
        budget.spend(written.size() / 8);
        try {
            if (reader.isBoolean()) {
                out.add(new Found("TYPE_CHANGED", path, "", reader, written.shown()));
                return;
            }
            Pair pair = new Pair(written.key(), new Written.Same(reader));
            List<Found> known = refused.get(pair);
            if (known != null) {
                out.addAll(known);
                return;
            }
            if (assumed.contains(pair) || written.parts.stream().anyMatch(part -> same(part, reader))) {
                return;
            }
            assumed.add(pair);
            trail.add(pair);
            int mark = trail.size();
            List<Found> found = split(written, reader, path);
            if (!found.isEmpty()) {
                // What was taken for accepted below may have leaned on this pair.
                while (trail.size() >= mark) {
                    assumed.remove(trail.remove(trail.size() - 1));
                }
                List<Found> distinct = List.copyOf(new LinkedHashSet<>(found));
                List<Found> few =
                        distinct.size() <= MOST_NAMED ? distinct : List.copyOf(distinct.subList(0, MOST_NAMED));
                refused.put(pair, few);
                out.addAll(few);
            }
        } finally {
            budget.leave();
        }
    }

    /** As a whole, or else alternative by alternative. */
    private List<Found> split(Written written, JsonNode reader, String path) {
        List<Found> whole = new ArrayList<>();
        check(written, reader, path, whole);
        if (whole.isEmpty() || written.sums.isEmpty()) {
            return whole;
        }
        ArrayNode sum = written.sums.get(0);
        for (JsonNode alternative : sum) {
            if (!includes(written.choosing(sum, alternative), reader)) {
                return whole;
            }
        }
        return List.of();
    }

    private void check(Written written, JsonNode reader, String path, List<Found> out) {
        JsonNode target = readLinks.target(reader);
        if (target != null) {
            include(written, target, path, out);
            if (readLinks.draft().referenceStandsAlone()) {
                return;
            }
        }
        List<JsonNode> few = written.values();
        if (few != null && few.stream().allMatch(value -> accepts.test(reader, value))) {
            return;
        }
        combined.check(written, reader, path, out);
        int wanted = written.types();
        int let = Types.named(reader);
        if ((wanted & ~let) != 0) {
            out.add(new Found(typeRule(written, reader, wanted, let), path, "type", reader, written.shown()));
        }
        int both = wanted & let;
        values.listed(written, reader, path, out);
        if ((both & Types.STRING) != 0) {
            values.strings(written, reader, path, out);
        }
        if ((both & Types.NUMBER) != 0) {
            values.numbers(written.ofTypes(Types.NUMBER), reader, path, out);
        }
        if ((both & Types.OBJECT) != 0) {
            objects.check(written.ofTypes(Types.OBJECT), reader, path, out);
        }
        if ((both & Types.ARRAY) != 0) {
            arrays.check(written.ofTypes(Types.ARRAY), reader, path, out);
        }
    }

    private static String typeRule(Written written, JsonNode reader, int wanted, int let) {
        if ((wanted & ~let) == Types.FRACTION && (let & Types.INTEGER) != 0 && wanted != Types.ALL) {
            return "TYPE_NARROWED";
        }
        boolean several =
                written.parts.stream().anyMatch(part -> part.path("type").isArray());
        return several && (let & ~wanted) == 0 && reader.path("type").isArray() ? "SUM_TYPE_NARROWED" : "TYPE_CHANGED";
    }

    /** Whether a schema lets everything in: it has no keyword that asks for anything. */
    boolean isAnything(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.asBoolean();
        }
        for (Map.Entry<String, JsonNode> each : schema.properties()) {
            if (!isSilent(each.getKey(), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSilent(String keyword, JsonNode value) {
        return switch (keyword) {
            case "$schema",
                    "$id",
                    "id",
                    "$anchor",
                    "$dynamicAnchor",
                    "$vocabulary",
                    "$comment",
                    "$defs",
                    "definitions" -> true;
            case "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format" -> true;
            case "contentEncoding", "contentMediaType", "contentSchema" -> true;
            case "properties", "patternProperties", "required", "allOf" -> value.isEmpty();
            case "additionalProperties", "items", "additionalItems" ->
                value.isBoolean() && value.asBoolean() || value.isObject() && value.isEmpty();
            case "type", "enum", "const", "$ref", "$dynamicRef", "$recursiveRef", "not", "if", "then", "else" -> false;
            default -> !KEYWORDS.contains(keyword);
        };
    }

    private static final Set<String> KEYWORDS = Set.of(
            "anyOf",
            "oneOf",
            "contains",
            "propertyNames",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedItems",
            "unevaluatedProperties",
            "prefixItems",
            "maximum",
            "minimum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "multipleOf",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "minContains",
            "maxContains",
            "maxProperties",
            "minProperties");
}
