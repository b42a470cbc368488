package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keywords about objects: their members, by name, by pattern and the others; which must be there; how many. */
final class ObjectRules {
    private final Comparison comparison;
    private final DependencyRules dependencies;

    ObjectRules(Comparison comparison) {
        this.comparison = comparison;
        this.dependencies = new DependencyRules(comparison);
    }

    void check(Written written, JsonNode reader, String path, List<Found> out) {
        List<Members> before = new ArrayList<>();
        for (ObjectNode part : written.parts) {
            before.add(Members.of(comparison.writtenLinks, part, false));
        }
        Members now = Members.of(comparison.readLinks, reader, true);
        boolean onlyNamed = now.patterns().isEmpty() && comparison.isAnything(now.other());
        Set<String> names = new LinkedHashSet<>(now.named().keySet());
        Set<String> known = new LinkedHashSet<>();
        int stated = now.named().size();
        for (Members each : before) {
            stated += each.named().size()
                    + each.patterns().size()
                    + each.evaluated().size();
            known.addAll(each.named().keySet());
            if (!onlyNamed) {
                names.addAll(each.named().keySet());
                names.addAll(each.evaluated());
            }
        }
        comparison.budget.spend(stated / 32L + (long) names.size() * before.size() / 64);
        for (String name : names) {
            List<JsonNode> rules = new ArrayList<>();
            before.forEach(each -> rules.addAll(each.of(name, comparison.ecma, false)));
            Written member = comparison.written(rules);
            now.each(name, comparison.ecma, true, (rule, under) -> {
                boolean own = under.startsWith("/properties/");
                if (own && known.contains(name)) {
                    comparison.include(member, rule, JsonText.join(path, under), out);
                } else if (own) {
                    added(member, rule, name, JsonText.join(path, under), out);
                } else if (now.named().containsKey(name)) {
                    comparison.include(member, rule, JsonText.join(path, under), out);
                } else {
                    removed(member, rule, name, path, out);
                }
            });
        }
        now.patterns().forEach((pattern, rule) -> pattern(before, pattern, rule, path, out));
        others(before, now, path, out);
        Set<String> required = requiredNames(written);
        required(written, required, reader, before, now, known, path, out);
        if (reader.has("propertyNames")) {
            List<JsonNode> rules = new ArrayList<>();
            written.parts.forEach(part -> {
                if (part.has("propertyNames")) {
                    rules.add(part.get("propertyNames"));
                }
            });
            Written name = comparison.written(rules).ofTypes(Types.STRING);
            comparison.include(name, reader.get("propertyNames"), JsonText.step(path, "propertyNames"), out);
        }
        dependencies.check(written, required, before, reader, path, out);
        comparison.values.most(written, reader, "maxProperties", "MAX_PROPERTIES", path, out);
        comparison.values.least(written, reader, "minProperties", "MIN_PROPERTIES", required.size(), path, out);
    }

    private void added(Written member, JsonNode rule, String name, String path, List<Found> out) {
        if (!comparison.includes(member, rule)) {
            String model = isSilent(member)
                    ? "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"
                    : "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";
            out.add(new Found(model, path, name, rule, isSilent(member) ? null : member.shown()));
        }
    }

    private void removed(Written member, JsonNode rule, String name, String path, List<Found> out) {
        if (!comparison.includes(member, rule)) {
            String model = rule.isBoolean()
                    ? "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL"
                    : "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";
            String at = JsonText.step(JsonText.step(path, "properties"), name);
            out.add(new Found(model, at, name, rule.isBoolean() ? null : rule, member.shown()));
        }
    }

    private static boolean isSilent(Written member) {
        return member.parts.isEmpty() && !member.isNothing();
    }

    private void pattern(List<Members> before, String pattern, JsonNode rule, String path, List<Found> out) {
        List<JsonNode> same = new ArrayList<>();
        comparison.budget.spend(before.size() / 16);
        before.forEach(each -> {
            JsonNode own = each.patterns().get(pattern);
            if (own != null) {
                same.add(own);
            }
        });
        String at = JsonText.step(JsonText.step(path, "patternProperties"), pattern);
        if (!same.isEmpty()) {
            comparison.include(comparison.written(same), rule, at, out);
        } else if (!isWithin(before, Set.of(), rule)) {
            boolean open = before.stream().allMatch(Members::isOpen);
            out.add(new Found(
                    open
                            ? "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"
                            : "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
                    at,
                    pattern,
                    rule,
                    null));
        }
    }

    /** Whether every member without a name of its own fits a rule, those of some patterns aside. */
    private boolean isWithin(List<Members> before, Set<String> aside, JsonNode rule) {
        List<JsonNode> others = new ArrayList<>();
        before.forEach(each -> {
            if (each.patterns().isEmpty()) {
                others.add(each.other());
            }
        });
        Written plain = comparison.written(others);
        if (comparison.includes(plain, rule)) {
            return true;
        }
        for (Members each : before) {
            if (!each.patterns().isEmpty()
                    && comparison.includes(plain.with(each.other()), rule)
                    && each.patterns().entrySet().stream()
                            .allMatch(entry -> aside.contains(entry.getKey())
                                    || comparison.includes(plain.with(entry.getValue()), rule))) {
                return true;
            }
        }
        return false;
    }

    private void others(List<Members> before, Members now, String path, List<Found> out) {
        JsonNode rule = now.other();
        if (comparison.isAnything(rule) || isWithin(before, now.patterns().keySet(), rule)) {
            return;
        }
        String keyword = now.otherKeyword();
        String at = JsonText.step(path, keyword);
        String prefix = keyword.startsWith("un") ? "UNEVALUATED_PROPERTIES" : "ADDITIONAL_PROPERTIES";
        List<JsonNode> others = before.stream().map(Members::other).toList();
        Written other = comparison.written(others);
        if (rule.isBoolean() && !other.isNothing()) {
            out.add(new Found(prefix + "_REMOVED", at, keyword, rule, isSilent(other) ? null : other.shown()));
        } else if (isSilent(other)) {
            out.add(new Found(prefix + "_NARROWED", at, keyword, rule, null));
        } else if (!comparison.includes(other, rule)) {
            comparison.include(other, rule, at, out);
        } else {
            patternsRemoved(before, now, path, out);
        }
    }

    private void patternsRemoved(List<Members> before, Members now, String path, List<Found> out) {
        for (Members each : before) {
            for (Map.Entry<String, JsonNode> entry : each.patterns().entrySet()) {
                if (!now.patterns().containsKey(entry.getKey())) {
                    removedPattern(entry.getKey(), entry.getValue(), now.other(), path, out);
                }
            }
        }
    }

    private void removedPattern(String pattern, JsonNode before, JsonNode rule, String path, List<Found> out) {
        if (!comparison.includes(comparison.written(List.of(before)), rule)) {
            out.add(new Found(
                    rule.isBoolean()
                            ? "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL"
                            : "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
                    JsonText.step(JsonText.step(path, "patternProperties"), pattern),
                    pattern,
                    rule.isBoolean() ? null : rule,
                    before));
        }
    }

    private void required(
            Written written,
            Set<String> wanted,
            JsonNode reader,
            List<Members> before,
            Members now,
            Set<String> known,
            String path,
            List<Found> out) {
        boolean open = before.stream().allMatch(Members::isOpen);
        for (JsonNode each : reader.path("required")) {
            String name = each.asText();
            JsonNode own = now.named().get(name);
            if (wanted.contains(name) || own != null && hasDefault(own)) {
                continue;
            }
            boolean newcomer = own != null && !known.contains(name) && !open;
            out.add(new Found(
                    newcomer ? "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL" : "REQUIRED_ATTRIBUTE_ADDED",
                    JsonText.step(JsonText.step(path, newcomer ? "properties" : "required"), name),
                    name,
                    newcomer ? own : reader.get("required"),
                    newcomer ? null : requiredOf(written)));
        }
    }

    /** A missing member with a default is one that readers fill in. */
    private boolean hasDefault(JsonNode schema) {
        JsonNode target = comparison.readLinks.target(schema);
        return schema.has("default") || target != null && target.has("default");
    }

    private static Set<String> requiredNames(Written written) {
        Set<String> names = new LinkedHashSet<>();
        written.parts.forEach(part -> part.path("required").forEach(each -> names.add(each.asText())));
        return names;
    }

    private static @Nullable JsonNode requiredOf(Written written) {
        for (ObjectNode part : written.parts) {
            if (part.path("required").isArray()) {
                return part.get("required");
            }
        }
        return null;
    }
}
