package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The values of long lists, each list looked through once. <i>Of one comparison.</i> */
final class ValueSet {
    private static final int SHORT = 16;

    private final Map<Written.Same, Set<String>> known = new HashMap<>();

    /** Whether a list, as {@code enum} has it, holds a value. */
    boolean has(JsonNode list, JsonNode value) {
        if (list.size() > SHORT) {
            return known.computeIfAbsent(new Written.Same(list), same -> texts(list))
                    .contains(text(value));
        }
        for (JsonNode each : list) {
            if (Types.same(value, each)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>(2 * list.size());
        list.forEach(each -> texts.add(text(each)));
        return texts;
    }

    /** Values that are the same to a schema have the same text. */
    private static String text(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            text.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
        } else if (value.isArray()) {
            text.append('[');
            value.forEach(each -> {
                write(each, text);
                text.append(',');
            });
            text.append(']');
        } else if (value.isObject()) {
            Map<String, JsonNode> byName = new TreeMap<>();
            value.properties().forEach(each -> byName.put(each.getKey(), each.getValue()));
            text.append('{');
            byName.forEach((name, each) -> {
                text.append(name.length()).append(':').append(name);
                write(each, text);
                text.append(',');
            });
            text.append('}');
        } else if (value.getNodeType() == JsonNodeType.STRING) {
            text.append('"').append(value.asText().length()).append(':').append(value.asText());
        } else {
            text.append(value.asText());
        }
    }
}
