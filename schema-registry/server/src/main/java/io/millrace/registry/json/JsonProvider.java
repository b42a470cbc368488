package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Schema, of the drafts 04, 06, 07, 2019-09 and 2020-12; nothing is ever fetched. <i>Any thread.</i> */
public final class JsonProvider implements SchemaProvider {
    /** The type's name. */
    public static final String TYPE = "JSON";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public ParsedSchema parse(String text, Map<String, String> references, boolean strict) {
        if (text.isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        try {
            JsonNode schema = JsonText.read("", text);
            Map<String, JsonNode> named = new LinkedHashMap<>();
            references.forEach(
                    (name, each) -> named.put(name, JsonText.read("the reference \"" + name + "\": ", each)));
            Draft draft = Draft.of(schema);
            if (strict) {
                MetaSchemas.check(draft, schema);
                checkPatterns(schema, "#");
            }
            return new JsonSchema(schema, named, Links.of(draft, schema, named));
        } catch (StackOverflowError e) {
            throw JsonText.invalid("nested too deep");
        }
    }

    private static void checkPatterns(JsonNode schema, String path) {
        if (schema.path("pattern").isTextual()) {
            Ecma.check(schema.get("pattern").asText(), path + "/pattern");
        }
        schema.path("patternProperties")
                .properties()
                .forEach(each -> Ecma.check(each.getKey(), path + "/patternProperties"));
        Subschemas.forEach(schema, (child, under) -> checkPatterns(child, JsonText.join(path, under)));
    }
}
