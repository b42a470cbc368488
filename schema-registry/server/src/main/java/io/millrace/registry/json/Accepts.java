package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** Whether a schema accepts one value; no where it says what is not understood here. */
final class Accepts {
    private static final Set<String> NOT_UNDERSTOOD = Set.of(
            "if",
            "contains",
            "propertyNames",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedItems",
            "unevaluatedProperties");

    private final Links links;
    private final Budget budget;
    private final Ecma ecma;
    private final ValueSet values;

    Accepts(Links links, Budget budget, Ecma ecma, ValueSet values) {
        this.links = links;
        this.budget = budget;
        this.ecma = ecma;
        this.values = values;
    }

    boolean test(JsonNode schema, JsonNode value) {
        if (schema.isBoolean()) {
            return schema.asBoolean();
        }
        budget.enter();
        try {
            JsonNode target = links.target(schema);
            if (target != null) {
                boolean accepted = test(target, value);
                if (!accepted || links.draft().referenceStandsAlone()) {
                    return accepted;
                }
            }
            return isOfType(schema, value)
                    && isListed(schema, value)
                    && isCombined(schema, value)
                    && fits(schema, value);
        } finally {
            budget.leave();
        }
    }

    private static boolean isOfType(JsonNode schema, JsonNode value) {
        return (Types.named(schema) & Types.ofValue(value)) != 0;
    }

    private boolean isListed(JsonNode schema, JsonNode value) {
        if (schema.has("const") && !Types.same(schema.get("const"), value)) {
            return false;
        }
        return !schema.path("enum").isArray() || values.has(schema.get("enum"), value);
    }

    private boolean isCombined(JsonNode schema, JsonNode value) {
        for (JsonNode each : schema.path("allOf")) {
            if (!test(each, value)) {
                return false;
            }
        }
        for (String keyword : List.of("anyOf", "oneOf")) {
            int accepting = 0;
            for (JsonNode each : schema.path(keyword)) {
                accepting += test(each, value) ? 1 : 0;
            }
            if (schema.path(keyword).isArray() && accepting == 0) {
                return false;
            }
        }
        // What is not accepted may be what is not understood: only a type tells for certain.
        JsonNode not = schema.path("not");
        return not.isMissingNode() || not.isObject() && links.target(not) == null && !isOfType(not, value);
    }

    private boolean fits(JsonNode schema, JsonNode value) {
        if (value.isContainerNode() && NOT_UNDERSTOOD.stream().anyMatch(schema::has) || schema.has("if")) {
            return false;
        }
        return switch (value.getNodeType()) {
            case NUMBER -> number(schema, value.decimalValue());
            case STRING -> string(schema, value.asText());
            case ARRAY -> array(schema, value);
            case OBJECT -> object(schema, value);
            default -> true;
        };
    }

    private static boolean number(JsonNode schema, BigDecimal value) {
        JsonNode below = schema.path("exclusiveMaximum");
        JsonNode above = schema.path("exclusiveMinimum");
        if (schema.path("maximum").isNumber()) {
            int compared = value.compareTo(schema.get("maximum").decimalValue());
            if (compared > 0 || compared == 0 && below.asBoolean(false) && below.isBoolean()) {
                return false;
            }
        }
        if (schema.path("minimum").isNumber()) {
            int compared = value.compareTo(schema.get("minimum").decimalValue());
            if (compared < 0 || compared == 0 && above.asBoolean(false) && above.isBoolean()) {
                return false;
            }
        }
        if (below.isNumber() && value.compareTo(below.decimalValue()) >= 0
                || above.isNumber() && value.compareTo(above.decimalValue()) <= 0) {
            return false;
        }
        return !schema.path("multipleOf").isNumber()
                || Types.isMultiple(value, schema.get("multipleOf").decimalValue());
    }

    private boolean string(JsonNode schema, String value) {
        return within(schema, "Length", value.codePointCount(0, value.length()))
                && (!schema.path("pattern").isTextual()
                        || ecma.find(schema.get("pattern").asText(), value) == Ecma.Match.YES);
    }

    private boolean array(JsonNode schema, JsonNode value) {
        if (!within(schema, "Items", value.size()) || schema.path("uniqueItems").asBoolean() && value.size() > 1) {
            return false;
        }
        Items items = Items.of(links.draft(), schema, true);
        for (int i = 0; i < value.size(); i++) {
            if (!test(items.at(i), value.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean object(JsonNode schema, JsonNode value) {
        if (!within(schema, "Properties", value.size())) {
            return false;
        }
        for (JsonNode required : schema.path("required")) {
            if (required.isTextual() && !value.has(required.asText())) {
                return false;
            }
        }
        Members members = Members.of(links, schema, false);
        return value.properties().stream()
                .allMatch(each ->
                        members.of(each.getKey(), ecma, true).stream().allMatch(rule -> test(rule, each.getValue())));
    }

    private static boolean within(JsonNode schema, String what, int size) {
        BigDecimal measured = BigDecimal.valueOf(size);
        JsonNode most = schema.path("max" + what);
        JsonNode least = schema.path("min" + what);
        return (!most.isNumber() || measured.compareTo(most.decimalValue()) <= 0)
                && (!least.isNumber() || measured.compareTo(least.decimalValue()) >= 0);
    }
}
