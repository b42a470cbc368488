package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What a schema says of an object's members. <i>Immutable.</i>
 *
 * @param named by name
 * @param patterns by pattern
 * @param other of those that are neither; true where the model is open, false where it is closed
 * @param otherKeyword the keyword that says so, or would
 * @param evaluated names that parts of the schema speak of, where those are none of the others
 */
record Members(
        Map<String, JsonNode> named,
        Map<String, JsonNode> patterns,
        JsonNode other,
        String otherKeyword,
        Set<String> evaluated) {
    private static final String UNEVALUATED = "unevaluatedProperties";

    /**
     * Of one schema.
     *
     * @param lenient whether names that only some alternatives speak of count as spoken of
     */
    static Members of(Links links, JsonNode schema, boolean lenient) {
        JsonNode other = schema.path("additionalProperties");
        String keyword = "additionalProperties";
        Set<String> evaluated = new HashSet<>();
        if (other.isMissingNode() && schema.has(UNEVALUATED)) {
            boolean told = evaluated(links, schema, evaluated);
            if (told || lenient) {
                other = schema.path(UNEVALUATED);
                keyword = UNEVALUATED;
            }
        }
        return new Members(
                map(schema.path("properties")),
                map(schema.path("patternProperties")),
                other.isObject() || other.isBoolean() ? other : BooleanNode.TRUE,
                keyword,
                evaluated);
    }

    private static Map<String, JsonNode> map(JsonNode object) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        object.properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return map;
    }

    /** The names in all that applies to the same object; false where there are others than names. */
    private static boolean evaluated(Links links, JsonNode schema, Set<String> names) {
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<JsonNode> open = new ArrayDeque<>();
        open.add(schema);
        boolean told = true;
        while (!open.isEmpty()) {
            JsonNode each = open.remove();
            if (!each.isObject() || !seen.add(each)) {
                continue;
            }
            JsonNode target = links.target(each);
            if (target != null) {
                open.add(target);
            }
            if (each != schema) {
                told &= !each.has("patternProperties") && !each.has("additionalProperties") && !each.has(UNEVALUATED);
            }
            each.path("properties").fieldNames().forEachRemaining(names::add);
            for (String keyword : List.of("allOf", "anyOf", "oneOf", "dependentSchemas", "if", "then", "else")) {
                JsonNode under = each.path(keyword);
                if (under.isObject() && !keyword.equals("dependentSchemas")) {
                    open.add(under);
                } else {
                    under.forEach(open::add);
                }
            }
        }
        return told;
    }

    /** Whether the model is open: any other member may be anything. */
    boolean isOpen() {
        return patterns.isEmpty() && other.isBoolean() && other.asBoolean();
    }

    /** Whether nothing is said of a name but what is said of all others. */
    boolean isOther(String name, Ecma ecma) {
        return !named.containsKey(name)
                && !evaluated.contains(name)
                && patterns.keySet().stream().noneMatch(each -> ecma.find(each, name) != Ecma.Match.NO);
    }

    /**
     * All schemas that hold for a member.
     *
     * @param all whether those count of which it is not known whether they do
     */
    List<JsonNode> of(String name, Ecma ecma, boolean all) {
        List<JsonNode> rules = new ArrayList<>();
        each(name, ecma, all, (rule, keyword) -> rules.add(rule));
        return rules;
    }

    /** The same, each with the path under which it lies. */
    void each(String name, Ecma ecma, boolean all, BiConsumer<JsonNode, String> action) {
        boolean maybeOther = !named.containsKey(name) && !evaluated.contains(name);
        JsonNode own = named.get(name);
        if (own != null) {
            action.accept(own, JsonText.step("/properties", name));
        }
        boolean unknown = false;
        for (Map.Entry<String, JsonNode> each : patterns.entrySet()) {
            Ecma.Match match = ecma.find(each.getKey(), name);
            if (match == Ecma.Match.YES || all && match == Ecma.Match.UNKNOWN) {
                action.accept(each.getValue(), JsonText.step("/patternProperties", each.getKey()));
            }
            maybeOther &= match != Ecma.Match.YES;
            unknown |= match == Ecma.Match.UNKNOWN;
        }
        if (maybeOther && (all || !unknown)) {
            action.accept(other, "/" + otherKeyword);
        }
    }
}
