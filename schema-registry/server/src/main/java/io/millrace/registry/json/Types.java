package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Sets of JSON's types as bits; an integer is a number, and so is what is not one. Pure. */
final class Types {
    static final int NULL = 1;
    static final int BOOLEAN = 2;
    static final int OBJECT = 4;
    static final int ARRAY = 8;
    static final int STRING = 16;
    static final int INTEGER = 32;
    static final int FRACTION = 64;
    static final int NUMBER = INTEGER | FRACTION;
    static final int ALL = 127;

    /** More digits are not divided. */
    private static final int MOST_DIGITS = 400;

    private Types() {}

    /** What the keyword {@code type} lets in, all where there is none. */
    static int named(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return of(type.asText());
        }
        if (!type.isArray()) {
            return ALL;
        }
        int types = 0;
        for (JsonNode each : type) {
            types |= of(each.asText());
        }
        return types;
    }

    private static int of(String name) {
        return switch (name) {
            case "null" -> NULL;
            case "boolean" -> BOOLEAN;
            case "object" -> OBJECT;
            case "array" -> ARRAY;
            case "string" -> STRING;
            case "integer" -> INTEGER;
            case "number" -> NUMBER;
            default -> ALL;
        };
    }

    /** The one that a value is of. */
    static int ofValue(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> NULL;
            case BOOLEAN -> BOOLEAN;
            case OBJECT -> OBJECT;
            case ARRAY -> ARRAY;
            case STRING -> STRING;
            case NUMBER -> isInteger(value) ? INTEGER : FRACTION;
            default -> ALL;
        };
    }

    private static boolean isInteger(JsonNode value) {
        if (value.isIntegralNumber()) {
            return true;
        }
        BigDecimal number = value.decimalValue();
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    /** Whether a number is a whole multiple of another; false where that cannot be told in bounded work. */
    static boolean isMultiple(BigDecimal number, BigDecimal of) {
        if (number.compareTo(of) == 0 || number.signum() == 0) {
            return true;
        }
        if (of.signum() == 0 || isLong(number) || isLong(of)) {
            return false;
        }
        return number.remainder(of).signum() == 0;
    }

    private static boolean isLong(BigDecimal number) {
        return number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS;
    }

    /** Whether two values are the same to a schema: 1 and 1.0 are. */
    static boolean same(JsonNode a, JsonNode b) {
        return a.equals(
                (x, y) -> x.isNumber() && y.isNumber()
                        ? x.decimalValue().compareTo(y.decimalValue())
                        : x.equals(y) ? 0 : 1,
                b);
    }
}
