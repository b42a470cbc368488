package io.millrace.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets of rules that go with a schema: kept in one form, and refused when they are none. Pure. */
final class RuleSets {
    private static final Map<String, Set<String>> MODES = Map.of(
            "migrationRules", Set.of("UPGRADE", "DOWNGRADE", "UPDOWN"),
            "domainRules", Set.of("WRITE", "READ", "WRITEREAD"),
            "encodingRules", Set.of("WRITE", "READ", "WRITEREAD"));
    private static final List<String> KINDS = List.of("migrationRules", "domainRules", "encodingRules");

    private RuleSets() {}

    /** In order, null when it is empty; 42210. */
    static @Nullable ObjectNode checked(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw invalid("it is no object");
        }
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        for (String kind : KINDS) {
            JsonNode rules = given.path(kind);
            if (!rules.isMissingNode() && !rules.isNull() && !rules.isArray()) {
                throw invalid("'" + kind + "' is no list");
            }
            if (rules.isEmpty()) {
                continue;
            }
            ArrayNode list = made.putArray(kind);
            Set<String> names = new HashSet<>();
            for (JsonNode each : rules) {
                ObjectNode rule = rule(kind, each);
                if (!names.add(rule.path("name").asText())) {
                    throw invalid("Found rule with duplicate name '"
                            + rule.path("name").asText() + "'");
                }
                list.add(rule);
            }
        }
        return made.isEmpty() ? null : made;
    }

    private static ObjectNode rule(String kind, JsonNode given) {
        if (!given.isObject()) {
            throw invalid("a rule is no object");
        }
        String name = given.path("name").asText("");
        checkName(name);
        if (!given.path("type").isTextual()) {
            throw invalid("Missing rule type of '" + name + "'");
        }
        String mode =
                given.path("mode").isTextual() ? given.path("mode").asText().toUpperCase(Locale.ROOT) : "WRITEREAD";
        if (!MODES.getOrDefault(kind, Set.of()).contains(mode)) {
            throw invalid("the mode of the rule '" + name + "' in " + kind + " is " + mode + ": it can be "
                    + String.join(", ", new TreeSet<>(MODES.getOrDefault(kind, Set.of()))));
        }
        String what =
                given.path("kind").isTextual() ? given.path("kind").asText().toUpperCase(Locale.ROOT) : "TRANSFORM";
        if (!what.equals("TRANSFORM") && !what.equals("CONDITION")) {
            throw invalid("the kind of the rule '" + name + "' is " + what + ": it can be CONDITION, TRANSFORM");
        }
        ObjectNode rule = JsonNodeFactory.instance.objectNode().put("name", name);
        copyText(given, rule, "doc");
        rule.put("kind", what).put("mode", mode).put("type", given.path("type").asText());
        TreeSet<String> tags = new TreeSet<>();
        if (!isAbsent(given.path("tags")) && !given.path("tags").isArray()) {
            throw invalid("the tags of the rule '" + name + "' are no list");
        }
        given.path("tags").forEach(tag -> tags.add(text(tag, "a tag of the rule '" + name + "'")));
        if (!tags.isEmpty()) {
            ArrayNode list = rule.putArray("tags");
            tags.forEach(list::add);
        }
        TreeMap<String, String> params = new TreeMap<>();
        if (!isAbsent(given.path("params")) && !given.path("params").isObject()) {
            throw invalid("the params of the rule '" + name + "' are no object");
        }
        given.path("params")
                .properties()
                .forEach(each -> params.put(
                        each.getKey(),
                        text(each.getValue(), "the param '" + each.getKey() + "' of the rule '" + name + "'")));
        if (!params.isEmpty()) {
            ObjectNode node = rule.putObject("params");
            params.forEach(node::put);
        }
        copyText(given, rule, "expr");
        copyText(given, rule, "onSuccess");
        copyText(given, rule, "onFailure");
        return rule.put("disabled", given.path("disabled").asBoolean(false));
    }

    /** The later over the earlier: a rule of the same name takes its place. */
    static JsonNode merge(JsonNode earlier, JsonNode later) {
        if (!later.isObject()) {
            return earlier.isObject() ? earlier : MissingNode.getInstance();
        }
        if (!earlier.isObject()) {
            return later;
        }
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (String kind : KINDS) {
            Set<String> names = new HashSet<>();
            later.path(kind).forEach(rule -> names.add(rule.path("name").asText()));
            ArrayNode list = merged.putArray(kind);
            earlier.path(kind).forEach(rule -> {
                if (!names.contains(rule.path("name").asText())) {
                    list.add(rule);
                }
            });
            later.path(kind).forEach(list::add);
        }
        return merged;
    }

    /** Without the rules of these names. */
    static JsonNode without(JsonNode rules, Set<String> names) {
        if (!rules.isObject() || names.isEmpty()) {
            return rules;
        }
        ObjectNode left = JsonNodeFactory.instance.objectNode();
        for (String kind : KINDS) {
            ArrayNode list = left.putArray(kind);
            rules.path(kind).forEach(rule -> {
                if (!names.contains(rule.path("name").asText())) {
                    list.add(rule);
                }
            });
        }
        return left;
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw invalid("Missing rule name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean fits =
                    i == 0 ? Character.isLetter(c) || c == '_' : Character.isLetterOrDigit(c) || c == '_' || c == '-';
            if (!fits) {
                throw invalid("Illegal character in rule name: " + name);
            }
        }
    }

    private static void copyText(JsonNode from, ObjectNode to, String name) {
        if (from.path(name).isTextual() && !from.path(name).asText().isEmpty()) {
            to.put(name, from.path(name).asText());
        }
    }

    private static boolean isAbsent(JsonNode given) {
        return given.isMissingNode() || given.isNull();
    }

    private static String text(JsonNode given, String what) {
        if (!given.isValueNode() || given.isNull()) {
            throw invalid(what + " is no text");
        }
        return given.asText();
    }

    private static Refusal invalid(String why) {
        return new Refusal(422, 42210, "Invalid rule set: " + why);
    }
}
