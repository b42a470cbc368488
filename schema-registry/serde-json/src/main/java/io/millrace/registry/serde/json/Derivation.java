package io.millrace.registry.serde.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import java.util.Date;
import java.util.Locale;

/**
 * Schemas from classes, by their fields and what Jackson is told of them. Fields of primitive types are required; the
 * others may be null. One thread at a time.
 */
final class Derivation {
    private final ObjectMapper mapper;
    private final boolean oneOf;
    private final SchemaGenerator generator;

    Derivation(JsonConfig config, ObjectMapper mapper) {
        this.mapper = mapper;
        this.oneOf = config.oneOfForNullables();
        SchemaVersion version = SchemaVersion.valueOf(config.draft().toUpperCase(Locale.ROOT));
        SchemaGeneratorConfigBuilder builder =
                new SchemaGeneratorConfigBuilder(mapper, version, OptionPreset.PLAIN_JSON).with(new JacksonModule());
        if (config.failsOnUnknown()) {
            builder.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        }
        builder.forFields()
                .withIgnoreCheck(field -> !written(
                        field.getDeclaringType().getErasedType(),
                        field.getMember().getName()))
                .withRequiredCheck(field -> field.getType().isPrimitive())
                .withNullableCheck(field -> oneOf && !field.getType().isPrimitive());
        if (!config.datesAsText()) {
            builder.forTypesInGeneral()
                    .withCustomDefinitionProvider((type, context) -> type.getErasedType() == Date.class
                            ? new CustomDefinition(mapper.createObjectNode().put("type", "integer"))
                            : null);
        }
        this.generator = new SchemaGenerator(builder.build());
    }

    String schema(Class<?> type) {
        ObjectNode schema = generator.generateSchema(type);
        if (!schema.has("title") && schema.path("type").asText().equals("object")) {
            schema.put("title", type.getSimpleName());
        }
        if (oneOf) {
            spreadNulls(schema);
        }
        return schema.toString();
    }

    private boolean written(Class<?> type, String field) {
        return mapper.getSerializationConfig().introspect(mapper.constructType(type)).findProperties().stream()
                .anyMatch(property -> property.getInternalName().equals(field));
    }

    // The form that Confluent's serializer gives to what may be null.
    private void spreadNulls(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        properties.fieldNames().forEachRemaining(name -> {
            JsonNode property = properties.get(name);
            if (property.path("type").isArray() && property.path("type").size() == 2) {
                ObjectNode rest = ((ObjectNode) property).deepCopy();
                JsonNode types = property.get("type");
                rest.set("type", types.get(types.get(0).asText().equals("null") ? 1 : 0));
                spread((ObjectNode) property, rest);
            } else if (property.path("anyOf").size() == 2
                    && property.path("anyOf").get(0).path("type").asText().equals("null")) {
                spread((ObjectNode) property, property.path("anyOf").get(1).deepCopy());
            }
        });
        schema.forEach(this::spreadNulls);
    }

    private static void spread(ObjectNode property, JsonNode rest) {
        property.removeAll();
        ArrayNode choice = property.putArray("oneOf");
        choice.addObject().put("type", "null").put("title", "Not included");
        choice.add(rest);
    }
}
