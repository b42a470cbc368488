package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keywords about single values: enum and const, lengths and patterns, bounds and multiples, sizes. */
final class Values {
    private final Comparison comparison;
    /** Lists of values that were made to be shown, so that one list is one. */
    private final Map<List<Written.Same>, JsonNode> arrays = new HashMap<>();

    Values(Comparison comparison) {
        this.comparison = comparison;
    }

    void listed(Written written, JsonNode reader, String path, List<Found> out) {
        for (String keyword : List.of("enum", "const")) {
            if (!reader.has(keyword)) {
                continue;
            }
            JsonNode let = reader.get(keyword);
            List<JsonNode> wanted = written.values();
            if (wanted == null) {
                out.add(new Found("ENUM_ARRAY_NARROWED", JsonText.step(path, keyword), keyword, let, null));
                continue;
            }
            comparison.budget.spend(wanted.size() / 4);
            List<JsonNode> missing =
                    wanted.stream().filter(value -> !isIn(value, keyword, let)).toList();
            if (!missing.isEmpty()) {
                boolean fewer = keyword.equals("enum")
                        && let instanceof ArrayNode list
                        && wanted.size() > missing.size()
                        && wanted.size() - missing.size() == list.size();
                List<JsonNode> listed = written.enumerated();
                JsonNode shown = listed == null ? written.shown() : array(listed);
                out.add(new Found(
                        fewer ? "ENUM_ARRAY_NARROWED" : "ENUM_ARRAY_CHANGED",
                        JsonText.step(path, keyword),
                        keyword,
                        let,
                        shown));
            }
        }
    }

    private boolean isIn(JsonNode value, String keyword, JsonNode let) {
        if (keyword.equals("const")) {
            return Types.same(value, let);
        }
        return let.isArray() && comparison.listed.has(let, value);
    }

    private JsonNode array(List<JsonNode> values) {
        List<Written.Same> key = values.stream().map(Written.Same::new).toList();
        return arrays.computeIfAbsent(
                key, same -> JsonNodeFactory.instance.arrayNode().addAll(values));
    }

    void strings(Written written, JsonNode reader, String path, List<Found> out) {
        most(written, reader, "maxLength", "MAX_LENGTH", path, out);
        least(written, reader, "minLength", "MIN_LENGTH", 0, path, out);
        if (!reader.path("pattern").isTextual()) {
            return;
        }
        JsonNode before = null;
        for (ObjectNode part : written.parts) {
            if (part.has("pattern")) {
                before = part.get("pattern");
                if (before.equals(reader.get("pattern"))) {
                    return;
                }
            }
        }
        out.add(found(before == null ? "PATTERN_ADDED" : "PATTERN_CHANGED", reader, "pattern", before, path));
    }

    /** An upper bound on a size. */
    void most(Written written, JsonNode reader, String keyword, String rule, String path, List<Found> out) {
        if (!reader.path(keyword).isNumber()) {
            return;
        }
        BigDecimal before = written.number(keyword, BigDecimal::min);
        if (before == null || before.compareTo(reader.get(keyword).decimalValue()) > 0) {
            out.add(found(before == null ? rule + "_ADDED" : rule + "_DECREASED", reader, keyword, node(before), path));
        }
    }

    /**
     * A lower bound on a size.
     *
     * @param known what is known anyway
     */
    void least(Written written, JsonNode reader, String keyword, String rule, int known, String path, List<Found> out) {
        if (!reader.path(keyword).isNumber()) {
            return;
        }
        BigDecimal wanted = reader.get(keyword).decimalValue();
        BigDecimal before = written.number(keyword, BigDecimal::max);
        if (wanted.compareTo(BigDecimal.valueOf(known)) > 0 && (before == null || before.compareTo(wanted) < 0)) {
            out.add(found(before == null ? rule + "_ADDED" : rule + "_INCREASED", reader, keyword, node(before), path));
        }
    }

    void numbers(Written written, JsonNode reader, String path, List<Found> out) {
        boolean whole = (written.types() & Types.FRACTION) == 0;
        bound(written, reader, Side.UPPER, whole, path, out);
        bound(written, reader, Side.LOWER, whole, path, out);
        multiple(written, reader, whole, path, out);
    }

    private enum Side {
        UPPER("maximum", "exclusiveMaximum", "MAXIMUM", "_DECREASED", 1),
        LOWER("minimum", "exclusiveMinimum", "MINIMUM", "_INCREASED", -1);

        private final String inclusive;
        private final String exclusive;
        private final String rule;
        private final String tighter;
        private final int sign;

        Side(String inclusive, String exclusive, String rule, String tighter, int sign) {
            this.inclusive = inclusive;
            this.exclusive = exclusive;
            this.rule = rule;
            this.tighter = tighter;
            this.sign = sign;
        }
    }

    /** A bound, mirrored where it is a lower one so that smaller is tighter, and whether it is outside of what it bounds. */
    private record Bound(BigDecimal at, boolean exclusive) {
        boolean isWithin(Bound other) {
            int compared = at.compareTo(other.at);
            return compared < 0 || compared == 0 && (exclusive || !other.exclusive);
        }
    }

    private static void bound(
            Written written, JsonNode reader, Side side, boolean whole, String path, List<Found> out) {
        Bound before = null;
        JsonNode inclusiveBefore = null;
        JsonNode exclusiveBefore = null;
        for (ObjectNode part : written.parts) {
            for (boolean exclusive : new boolean[] {false, true}) {
                Bound each = bound(part, side, exclusive, whole);
                if (each != null && (before == null || each.isWithin(before))) {
                    before = each;
                }
            }
            inclusiveBefore = part.path(side.inclusive).isNumber() ? part.get(side.inclusive) : inclusiveBefore;
            exclusiveBefore = part.has(side.exclusive) ? part.get(side.exclusive) : exclusiveBefore;
        }
        for (boolean exclusive : new boolean[] {false, true}) {
            Bound wanted = bound(reader, side, exclusive, whole);
            if (wanted == null || before != null && before.isWithin(wanted)) {
                continue;
            }
            String keyword = exclusive ? side.exclusive : side.inclusive;
            JsonNode own = exclusive ? exclusiveBefore : inclusiveBefore;
            String rule = (exclusive ? "EXCLUSIVE_" : "") + side.rule;
            // In draft-04 the number stands under the other keyword.
            boolean flag = exclusive && reader.get(keyword).isBoolean();
            boolean added = own == null || flag && !own.asBoolean();
            out.add(found(added ? rule + "_ADDED" : rule + side.tighter, reader, keyword, own, path));
        }
    }

    private static @Nullable Bound bound(JsonNode schema, Side side, boolean exclusive, boolean whole) {
        JsonNode flag = schema.path(side.exclusive);
        boolean old = flag.isBoolean() && flag.asBoolean();
        JsonNode at = exclusive && !old ? flag : schema.path(side.inclusive);
        if (!at.isNumber() || old != exclusive && at == schema.path(side.inclusive)) {
            return null;
        }
        BigDecimal value = side.sign > 0 ? at.decimalValue() : at.decimalValue().negate();
        if (!whole || Math.abs((long) value.scale()) > 400) {
            return new Bound(value, exclusive);
        }
        // Whole numbers below 5 are those up to 4.
        BigDecimal floor = value.setScale(0, RoundingMode.FLOOR);
        return new Bound(exclusive && floor.compareTo(value) == 0 ? floor.subtract(BigDecimal.ONE) : floor, false);
    }

    private static void multiple(Written written, JsonNode reader, boolean whole, String path, List<Found> out) {
        if (!reader.path("multipleOf").isNumber()) {
            return;
        }
        BigDecimal wanted = reader.get("multipleOf").decimalValue();
        if (whole && Types.isMultiple(BigDecimal.ONE, wanted)) {
            return;
        }
        JsonNode before = null;
        for (ObjectNode part : written.parts) {
            if (part.path("multipleOf").isNumber()) {
                before = part.get("multipleOf");
                if (Types.isMultiple(before.decimalValue(), wanted)) {
                    return;
                }
            }
        }
        String rule = before == null
                ? "MULTIPLE_OF_ADDED"
                : Types.isMultiple(wanted, before.decimalValue()) ? "MULTIPLE_OF_EXPANDED" : "MULTIPLE_OF_CHANGED";
        out.add(found(rule, reader, "multipleOf", before, path));
    }

    private static @Nullable JsonNode node(@Nullable BigDecimal number) {
        return number == null ? null : JsonNodeFactory.instance.numberNode(number);
    }

    private static Found found(String rule, JsonNode reader, String keyword, @Nullable JsonNode before, String path) {
        return new Found(rule, JsonText.step(path, keyword), keyword, reader.get(keyword), before);
    }
}
