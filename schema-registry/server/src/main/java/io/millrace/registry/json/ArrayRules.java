package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keywords about arrays: their first items, the others, how many, whether each but once, and what is among them. */
final class ArrayRules {
    private final Comparison comparison;

    ArrayRules(Comparison comparison) {
        this.comparison = comparison;
    }

    void check(Written written, JsonNode reader, String path, List<Found> out) {
        List<Items> before = new ArrayList<>();
        for (ObjectNode part : written.parts) {
            before.add(Items.of(comparison.writtenLinks.draft(), part, false));
        }
        Items now = Items.of(comparison.readLinks.draft(), reader, true);
        BigDecimal most = written.number("maxItems", BigDecimal::min);
        int first = now.first().size();
        for (Items each : before) {
            first = Math.max(first, each.first().size());
        }
        comparison.budget.spend((long) first * before.size() / 16);
        for (int i = 0; i < first && isPossible(i, most); i++) {
            item(before, now, i, path, out);
        }
        if (isPossible(first, most)) {
            rest(before, now, path, out);
        }
        comparison.values.most(written, reader, "maxItems", "MAX_ITEMS", path, out);
        comparison.values.least(written, reader, "minItems", "MIN_ITEMS", 0, path, out);
        if (reader.path("uniqueItems").asBoolean()
                && isPossible(1, most)
                && written.parts.stream()
                        .noneMatch(part -> part.path("uniqueItems").asBoolean())) {
            JsonNode unique = reader.get("uniqueItems");
            out.add(new Found("UNIQUE_ITEMS_ADDED", JsonText.step(path, "uniqueItems"), "uniqueItems", unique, null));
        }
        if (reader.has("contains")) {
            contains(written, reader, path, out);
        }
    }

    private static boolean isPossible(int index, @Nullable BigDecimal most) {
        return most == null || most.compareTo(BigDecimal.valueOf(index)) > 0;
    }

    private void item(List<Items> before, Items now, int index, String path, List<Found> out) {
        List<JsonNode> rules = before.stream().map(each -> each.at(index)).toList();
        boolean known = before.stream().anyMatch(each -> each.first().size() > index);
        boolean own = now.first().size() > index;
        Written item = comparison.written(rules);
        JsonNode rule = now.at(index);
        String at = JsonText.join(path, now.path("", index));
        if (known && own) {
            comparison.include(item, rule, at, out);
        } else if (!comparison.includes(item, rule)) {
            String which;
            if (own) {
                which = item.parts.isEmpty()
                        ? "ITEM_ADDED_TO_OPEN_CONTENT_MODEL"
                        : "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";
            } else {
                which = rule.isBoolean()
                        ? "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL"
                        : "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";
                at = JsonText.join(path, "/" + keywordOf(before, index) + "/" + index);
            }
            boolean nothing = own && item.parts.isEmpty();
            out.add(new Found(which, at, "item " + index, rule, nothing ? null : item.shown()));
        }
    }

    private static String keywordOf(List<Items> before, int index) {
        for (Items each : before) {
            if (each.first().size() > index) {
                return each.firstKeyword();
            }
        }
        return "items";
    }

    private void rest(List<Items> before, Items now, String path, List<Found> out) {
        Written others = comparison.written(before.stream().map(Items::rest).toList());
        JsonNode rule = now.rest();
        if (comparison.includes(others, rule)) {
            return;
        }
        String keyword = now.restKeyword();
        String at = JsonText.step(path, keyword);
        boolean silent = others.parts.isEmpty();
        if (rule.isBoolean()) {
            out.add(new Found("ADDITIONAL_ITEMS_REMOVED", at, keyword, rule, silent ? null : others.shown()));
        } else if (!silent) {
            comparison.include(others, rule, at, out);
        } else {
            // Of a list, all items are others.
            String which = now.first().isEmpty() ? "SCHEMA_ADDED" : "ADDITIONAL_ITEMS_NARROWED";
            out.add(new Found(which, at, keyword, rule, null));
        }
    }

    private void contains(Written written, JsonNode reader, String path, List<Found> out) {
        JsonNode rule = reader.get("contains");
        int wanted = reader.path("minContains").asInt(1);
        int sure = 0;
        JsonNode most = null;
        JsonNode shown = null;
        for (ObjectNode part : written.parts) {
            if (!part.has("contains")) {
                continue;
            }
            shown = part.get("contains");
            if (comparison.includes(comparison.written(List.of(shown)), rule)) {
                sure = Math.max(sure, part.path("minContains").asInt(1));
            }
            if (part.path("maxContains").isNumber() && comparison.isCovered(rule, shown)) {
                most = part.get("maxContains");
            }
        }
        if (sure < wanted) {
            if (sure == 0) {
                out.add(new Found(
                        shown == null ? "SCHEMA_ADDED" : "TYPE_CHANGED",
                        JsonText.step(path, "contains"),
                        "contains",
                        rule,
                        shown));
            } else {
                String which = sure == 1 ? "MIN_CONTAINS_ADDED" : "MIN_CONTAINS_INCREASED";
                out.add(new Found(
                        which, JsonText.step(path, "minContains"), "minContains", reader.get("minContains"), null));
            }
        }
        JsonNode limit = reader.path("maxContains");
        if (limit.isNumber() && (most == null || most.decimalValue().compareTo(limit.decimalValue()) > 0)) {
            String which = most == null ? "MAX_CONTAINS_ADDED" : "MAX_CONTAINS_DECREASED";
            out.add(new Found(which, JsonText.step(path, "maxContains"), "maxContains", limit, most));
        }
    }
}
