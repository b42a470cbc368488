package io.millrace.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a config to become: checked, and in the names and the order in which the topic keeps it.
 * <i>Immutable:</i> nobody changes the node.
 *
 * @param fields by the names of the topic; null takes one out
 */
public record ConfigChange(ObjectNode fields) {
    private static final String LEVEL = "compatibilityLevel";
    private static final Set<String> FLAGS =
            Set.of("normalize", "validateFields", "validateNewSchemas", "validateRules");
    private static final Set<String> TEXTS = Set.of("alias", "compatibilityGroup", "compatibilityPolicy");
    private static final Set<String> METADATA = Set.of("defaultMetadata", "overrideMetadata");
    private static final Set<String> RULES = Set.of("defaultRuleSet", "overrideRuleSet");
    private static final List<String> ORDER = List.of(
            LEVEL,
            "alias",
            "normalize",
            "validateFields",
            "validateNewSchemas",
            "validateRules",
            "compatibilityGroup",
            "compatibilityPolicy",
            "defaultMetadata",
            "overrideMetadata",
            "defaultRuleSet",
            "overrideRuleSet");

    /** Out of a request's body; 422, 42201, 42203, 42210. */
    public static ConfigChange of(ObjectNode body) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (var each : body.properties()) {
            String name = each.getKey();
            JsonNode value = each.getValue();
            if (name.equals("compatibility") || name.equals(LEVEL)) {
                level(value, fields);
            } else if (FLAGS.contains(name)) {
                put(fields, name, value, value.isBoolean(), "true or false");
            } else if (TEXTS.contains(name)) {
                put(fields, name, value, value.isTextual(), "a text");
            } else if (METADATA.contains(name)) {
                fields.set(name, Annotations.metadata(value));
            } else if (RULES.contains(name)) {
                fields.set(
                        name,
                        Annotations.node(Annotations.of(JsonNodeFactory.instance.missingNode(), value))
                                .get("ruleSet"));
            } else if (!value.isNull() && !(value.isBoolean() && !value.asBoolean())) {
                throw new Refusal(422, 422, "Unrecognized field: " + name);
            }
        }
        if (fields.isEmpty() || fields.size() == 1 && fields.path(LEVEL).isNull()) {
            throw invalidLevel();
        }
        return new ConfigChange(fields);
    }

    private static void level(JsonNode value, ObjectNode fields) {
        if (value.isNull()) {
            fields.putNull(LEVEL);
            return;
        }
        Level level = value.isTextual() ? Level.find(value.asText()) : null;
        if (level == null) {
            throw invalidLevel();
        }
        fields.put(LEVEL, level.name());
    }

    private static void put(ObjectNode fields, String name, JsonNode value, boolean fits, String wanted) {
        if (!fits && !value.isNull()) {
            throw new Refusal(422, 422, "'" + name + "' is " + value + ": expected " + wanted);
        }
        fields.set(name, value);
    }

    private static Refusal invalidLevel() {
        return new Refusal(
                422,
                42203,
                "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive,"
                        + " forward_transitive, and full_transitive");
    }

    /** The config that comes of it where that one stood. */
    ObjectNode over(@Nullable ObjectNode before) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        if (before != null) {
            all.setAll(before);
        }
        all.setAll(fields);
        all.remove("subject");
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        for (String name : ORDER) {
            JsonNode value = all.remove(name);
            if (value != null && !value.isNull()) {
                ordered.set(name, value);
            }
        }
        // What only a foreign registry knows.
        all.properties().forEach(each -> ordered.set(each.getKey(), each.getValue()));
        return ordered;
    }
}
