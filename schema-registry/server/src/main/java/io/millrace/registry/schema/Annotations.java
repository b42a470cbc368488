package io.millrace.registry.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What people say of a schema beside it: metadata (tags, properties, names of sensitive ones) and a set of rules. Kept as
 * one JSON text in one order, as it makes a part of the schema's identity. Pure.
 */
public final class Annotations {
    /** The property that a version's number becomes when somebody asks for it by number. */
    public static final String VERSION = "confluent:version";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "metadata";
    private static final String RULES = "ruleSet";
    private static final String PROPERTIES = "properties";

    private Annotations() {}

    /** In one text; null where both are empty. 42201, 42210 when they are not what they should be. */
    public static @Nullable String of(JsonNode metadata, JsonNode rules) {
        return text(metadata(metadata), RuleSets.checked(rules));
    }

    /** Metadata in order, null when it is empty; 42201. */
    public static @Nullable ObjectNode metadata(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw Refusal.invalidSchema("Invalid metadata: it is no object");
        }
        ObjectNode made = JSON.createObjectNode();
        TreeMap<String, JsonNode> tags = new TreeMap<>();
        members("tags", given.path("tags")).forEach(each -> tags.put(each.getKey(), names("tags", each.getValue())));
        if (!tags.isEmpty()) {
            ObjectNode node = made.putObject("tags");
            tags.forEach(node::set);
        }
        TreeMap<String, String> properties = new TreeMap<>();
        members(PROPERTIES, given.path(PROPERTIES)).forEach(each -> {
            if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                throw Refusal.invalidSchema("Invalid metadata: the property '" + each.getKey() + "' is no text");
            }
            properties.put(each.getKey(), each.getValue().asText());
        });
        if (!properties.isEmpty()) {
            ObjectNode node = made.putObject(PROPERTIES);
            properties.forEach(node::put);
        }
        ArrayNode sensitive = names("sensitive", given.path("sensitive"));
        if (!sensitive.isEmpty()) {
            made.set("sensitive", sensitive);
        }
        return made.isEmpty() ? null : made;
    }

    private static Set<Map.Entry<String, JsonNode>> members(String what, JsonNode given) {
        if (!given.isObject() && !given.isMissingNode() && !given.isNull()) {
            throw Refusal.invalidSchema("Invalid metadata: '" + what + "' is no object");
        }
        return given.properties();
    }

    private static ArrayNode names(String what, JsonNode given) {
        if (!given.isArray() && !given.isMissingNode() && !given.isNull()) {
            throw Refusal.invalidSchema("Invalid metadata: '" + what + "' is no list of texts");
        }
        TreeSet<String> sorted = new TreeSet<>();
        given.forEach(each -> {
            if (!each.isValueNode() || each.isNull()) {
                throw Refusal.invalidSchema("Invalid metadata: '" + what + "' has " + each + ", which is no text");
            }
            sorted.add(each.asText());
        });
        ArrayNode list = JSON.createArrayNode();
        sorted.forEach(list::add);
        return list;
    }

    /**
     * What a new version says of itself: what was sent, or else what the one before it says, over the defaults and under
     * the overrides of its subject.
     */
    public static @Nullable String populated(
            @Nullable String sent, @Nullable String before, JsonNode config, int versionAskedFor, int number) {
        ObjectNode own = node(sent);
        ObjectNode earlier = node(before);
        JsonNode metadata = own.has(METADATA) ? own.path(METADATA) : earlier.path(METADATA);
        JsonNode rules = own.has(RULES) ? own.path(RULES) : earlier.path(RULES);
        JsonNode merged = merge(merge(config.path("defaultMetadata"), metadata), config.path("overrideMetadata"));
        JsonNode mergedRules =
                RuleSets.merge(RuleSets.merge(config.path("defaultRuleSet"), rules), config.path("overrideRuleSet"));
        if (versionAskedFor > 0 || merged.path(PROPERTIES).has(VERSION)) {
            ObjectNode numbered = JSON.createObjectNode();
            numbered.putObject(PROPERTIES).put(VERSION, Integer.toString(number));
            merged = merge(merged, numbered);
        }
        return of(merged, mergedRules);
    }

    /** The later over the earlier. */
    private static JsonNode merge(JsonNode earlier, JsonNode later) {
        if (!later.isObject()) {
            return earlier;
        }
        if (!earlier.isObject()) {
            return later;
        }
        ObjectNode merged = JSON.createObjectNode();
        for (String name : new String[] {"tags", PROPERTIES}) {
            Map<String, JsonNode> all = new LinkedHashMap<>();
            earlier.path(name).properties().forEach(each -> all.put(each.getKey(), each.getValue()));
            later.path(name).properties().forEach(each -> all.put(each.getKey(), each.getValue()));
            ObjectNode node = merged.putObject(name);
            all.forEach(node::set);
        }
        ArrayNode sensitive = merged.putArray("sensitive");
        earlier.path("sensitive").forEach(sensitive::add);
        later.path("sensitive").forEach(sensitive::add);
        return merged;
    }

    /** Without the number that stands in it, for who does not ask for one. */
    public static @Nullable String withoutVersion(@Nullable String annotations) {
        if (annotations == null || !annotations.contains(VERSION)) {
            return annotations;
        }
        ObjectNode node = node(annotations);
        if (node.path(METADATA).path(PROPERTIES) instanceof ObjectNode properties) {
            properties.remove(VERSION);
        }
        return of(node.path(METADATA), node.path(RULES));
    }

    /** A property of the metadata, or null. */
    public static @Nullable String property(@Nullable String annotations, String name) {
        if (annotations == null) {
            return null;
        }
        JsonNode value = node(annotations).path(METADATA).path(PROPERTIES).path(name);
        return value.isTextual() ? value.asText() : null;
    }

    /** With rules put in the place of those of their names, then others taken out by name. */
    public static @Nullable String withRules(@Nullable String annotations, JsonNode merge, JsonNode remove) {
        ObjectNode node = node(annotations);
        Set<String> gone = new HashSet<>();
        remove.forEach(name -> gone.add(name.asText()));
        JsonNode rules = RuleSets.without(RuleSets.merge(node.path(RULES), merge), gone);
        return of(node.path(METADATA), rules);
    }

    /** Whether there is a rule of that type. */
    public static boolean hasRule(@Nullable String annotations, String type) {
        for (JsonNode kind : node(annotations).path(RULES)) {
            for (JsonNode rule : kind) {
                if (rule.path("type").asText("").equals(type)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The two of them as they are kept; empty when there are none. */
    public static ObjectNode node(@Nullable String annotations) {
        if (annotations == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return (ObjectNode) JSON.readTree(annotations);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written here is no JSON", e);
        }
    }

    private static @Nullable String text(@Nullable ObjectNode metadata, @Nullable ObjectNode rules) {
        ObjectNode both = JSON.createObjectNode();
        if (metadata != null) {
            both.set(METADATA, metadata);
        }
        if (rules != null) {
            both.set(RULES, rules);
        }
        return both.isEmpty() ? null : both.toString();
    }
}
