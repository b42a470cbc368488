package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.schema.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the rules let through although it changes what data means, or will stand in the way later. Pure. */
final class JsonLint {
    private static final int MOST_NAMED = 100;

    private final List<Finding> findings = new ArrayList<>();

    private JsonLint() {}

    static List<Finding> since(JsonSchema older, JsonSchema newer) {
        JsonLint lint = new JsonLint();
        lint.compare("", older.root(), newer.root());
        return lint.findings;
    }

    static List<Finding> of(JsonSchema schema) {
        JsonLint lint = new JsonLint();
        lint.look(schema.links(), schema.root(), "");
        return lint.findings;
    }

    private void compare(String pointer, JsonNode older, JsonNode newer) {
        annotation("format", "format-changed", pointer, older, newer, "readers that check or convert by it");
        annotation("contentEncoding", "encoding-changed", pointer, older, newer, "readers that decode by it");
        annotation("contentMediaType", "encoding-changed", pointer, older, newer, "readers that decode by it");
        if (older.has("default") && !older.get("default").equals(newer.path("default"))) {
            add(
                    "default-changed",
                    pointer + "/default",
                    older.get("default"),
                    newer.get("default"),
                    "documents without the value now mean another one",
                    "keep the default");
        }
        Set<String> before = new HashSet<>();
        older.path("required").forEach(each -> before.add(each.asText()));
        for (JsonNode each : newer.path("required")) {
            JsonNode own = newer.path("properties").path(each.asText());
            if (!before.contains(each.asText()) && own.has("default")) {
                add(
                        "required-with-default",
                        pointer + "/required",
                        older.get("required"),
                        newer.get("required"),
                        "older documents may lack \"" + each.asText()
                                + "\"; its default lets the schema pass, but a reader that validates and fills in no"
                                + " defaults refuses them",
                        "make \"" + each.asText() + "\" not required");
            }
        }
        Subschemas.forEach(newer, (child, under) -> {
            JsonNode same = older.at(under);
            if (!same.isMissingNode()) {
                compare(JsonText.join(pointer, under), same, child);
            }
        });
    }

    private void annotation(String keyword, String rule, String pointer, JsonNode older, JsonNode newer, String whom) {
        JsonNode before = older.get(keyword);
        JsonNode now = newer.get(keyword);
        boolean both = older.isObject() && newer.isObject();
        if (both && (before == null ? now != null : !before.equals(now))) {
            add(
                    rule,
                    pointer + "/" + keyword,
                    before,
                    now,
                    "\"" + keyword + "\" is no rule, but " + whom + " take the old data for something else",
                    "keep \"" + keyword + "\", or add a property of another name");
        }
    }

    private void look(Links links, JsonNode schema, String pointer) {
        JsonNode properties = schema.path("properties");
        if (!properties.isEmpty()
                && !schema.has("additionalProperties")
                && !schema.has("unevaluatedProperties")
                && !schema.has("patternProperties")) {
            add(
                    "open-content-model",
                    pointer,
                    null,
                    schema,
                    "any other property may be anything, so that none can be added later without breaking BACKWARD",
                    "add \"additionalProperties\": false");
        }
        overlapping(links, schema.path("oneOf"), pointer);
        Subschemas.forEach(schema, (child, under) -> look(links, child, JsonText.join(pointer, under)));
    }

    /** Alternatives of which a document may be two at once; told by their types alone. */
    private void overlapping(Links links, JsonNode sum, String pointer) {
        int seen = 0;
        for (JsonNode each : sum) {
            Written one = Written.of(links, List.of(each));
            if (one.values() != null) {
                continue;
            }
            int types = one.types() & (Types.STRING | Types.NUMBER | Types.ARRAY);
            if ((seen & types) != 0) {
                add(
                        "overlapping-alternatives",
                        pointer + "/oneOf",
                        null,
                        sum,
                        "two alternatives take the same type: a value that fits both fits \"oneOf\" no more",
                        "use \"anyOf\", or make them exclude each other");
                return;
            }
            seen |= types;
        }
    }

    private void add(
            String rule,
            String pointer,
            @Nullable JsonNode older,
            @Nullable JsonNode newer,
            String message,
            String mend) {
        if (findings.size() < MOST_NAMED) {
            findings.add(new Finding(
                    rule,
                    pointer,
                    older == null ? null : JsonText.line(older),
                    newer == null ? null : JsonText.line(newer),
                    message,
                    mend));
        }
    }
}
