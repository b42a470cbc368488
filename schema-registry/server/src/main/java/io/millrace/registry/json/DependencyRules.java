package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an object must have, or be, when it has a certain member. */
final class DependencyRules {
    private final Comparison comparison;

    DependencyRules(Comparison comparison) {
        this.comparison = comparison;
    }

    void check(
            Written written,
            Set<String> required,
            List<Members> before,
            JsonNode reader,
            String path,
            List<Found> out) {
        for (String keyword : List.of("dependencies", "dependentRequired", "dependentSchemas")) {
            reader.path(keyword).properties().forEach(each -> {
                String at = JsonText.step(JsonText.step(path, keyword), each.getKey());
                if (isAbsent(before, each.getKey())) {
                    return;
                }
                if (each.getValue().isArray()) {
                    names(written, required, each.getKey(), each.getValue(), at, out);
                } else {
                    schema(written, each.getKey(), each.getValue(), at, out);
                }
            });
        }
    }

    private boolean isAbsent(List<Members> before, String name) {
        List<JsonNode> rules = new ArrayList<>();
        comparison.budget.spend(1 + before.size() / 16);
        before.forEach(each -> rules.addAll(each.of(name, comparison.ecma, false)));
        return comparison.written(rules).isNothing();
    }

    private static void names(
            Written written, Set<String> required, String name, JsonNode asked, String path, List<Found> out) {
        Set<String> before = new LinkedHashSet<>();
        JsonNode shown = null;
        for (String keyword : List.of("dependencies", "dependentRequired")) {
            for (ObjectNode part : written.parts) {
                JsonNode own = part.path(keyword).path(name);
                if (own.isArray()) {
                    own.forEach(each -> before.add(each.asText()));
                    shown = own;
                }
            }
        }
        Set<String> wanted = new LinkedHashSet<>();
        asked.forEach(each -> wanted.add(each.asText()));
        Set<String> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(before);
        missing.removeAll(required);
        missing.remove(name);
        if (!missing.isEmpty()) {
            String rule = shown == null
                    ? "DEPENDENCY_ARRAY_ADDED"
                    : wanted.containsAll(before) ? "DEPENDENCY_ARRAY_EXTENDED" : "DEPENDENCY_ARRAY_CHANGED";
            out.add(new Found(rule, path, name, asked, shown));
        }
    }

    private void schema(Written written, String name, JsonNode asked, String path, List<Found> out) {
        ObjectNode present = JsonNodeFactory.instance.objectNode();
        present.putArray("required").add(name);
        List<JsonNode> more = new ArrayList<>();
        more.add(present);
        JsonNode shown = before(written, name, more);
        Written whole = written.with(more.toArray(new JsonNode[0]));
        if (comparison.includes(whole, asked)) {
            return;
        }
        if (shown == null) {
            out.add(new Found("DEPENDENCY_SCHEMA_ADDED", path, name, asked, null));
        } else {
            comparison.include(whole, asked, path, out);
        }
    }

    private static @Nullable JsonNode before(Written written, String name, List<JsonNode> more) {
        JsonNode shown = null;
        for (String keyword : List.of("dependencies", "dependentSchemas")) {
            for (ObjectNode part : written.parts) {
                JsonNode own = part.path(keyword).path(name);
                if (own.isObject() || own.isBoolean()) {
                    more.add(own);
                    shown = own;
                }
            }
        }
        return shown;
    }
}
