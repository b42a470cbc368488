package io.millrace.registry.serde.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.MethodScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Schemas from classes, by the properties that Jackson writes: fields, and getters where there is no field. Those of
 * primitive types are required; the others may be null. One thread at a time.
 */
final class Derivation {
    private static final String CLOSED = "additionalProperties";

    private final ObjectMapper mapper;
    private final boolean oneOf;
    private final SchemaGenerator generator;

    Derivation(JsonConfig config, ObjectMapper mapper) {
        this.mapper = mapper;
        this.oneOf = config.oneOfForNullables();
        SchemaVersion version = SchemaVersion.valueOf(config.draft().toUpperCase(Locale.ROOT));
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        mapper, version, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(
                        Option.GETTER_METHODS,
                        Option.NONSTATIC_NONVOID_NONGETTER_METHODS,
                        Option.FIELDS_DERIVED_FROM_ARGUMENTFREE_METHODS,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        if (config.failsOnUnknown()) {
            builder.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        }
        builder.forFields()
                .withIgnoreCheck(field -> !written(
                        field.getDeclaringType().getErasedType(),
                        field.getMember().getName()))
                .withRequiredCheck(field -> field.getType().isPrimitive())
                .withNullableCheck(field -> oneOf && !field.getType().isPrimitive());
        builder.forMethods()
                .withIgnoreCheck(method -> !writtenByGetter(method))
                .withPropertyNameOverrideResolver(this::nameOf)
                .withRequiredCheck(
                        method -> method.getType() != null && method.getType().isPrimitive())
                .withNullableCheck(method ->
                        oneOf && method.getType() != null && !method.getType().isPrimitive());
        builder.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            ObjectNode own = special(type.getErasedType(), config.datesAsText());
            return own == null ? null : new CustomDefinition(own);
        });
        this.generator = new SchemaGenerator(builder.build());
    }

    String schema(Class<?> type) {
        ObjectNode schema;
        try {
            schema = generator.generateSchema(type);
            openParts(schema);
        } catch (RuntimeException | StackOverflowError e) {
            // The generator goes round for ever where a class that holds itself also unwraps something.
            throw new SerializationException(
                    "no JSON schema can be derived from " + type.getName() + " (" + e
                            + "); let one come along in JsonData",
                    e);
        }
        if (!schema.has("title") && schema.path("type").asText().equals("object")) {
            schema.put("title", type.getSimpleName());
        }
        if (oneOf) {
            spreadNulls(schema);
        }
        return schema.toString();
    }

    /** What Jackson writes otherwise than by its properties, where the generator does not know of it. */
    private @Nullable ObjectNode special(Class<?> type, boolean datesAsText) {
        ObjectNode node = mapper.createObjectNode();
        if (type.isEnum()) {
            ArrayNode words = node.putArray("enum");
            for (Object constant : type.getEnumConstants()) {
                words.add(mapper.<JsonNode>valueToTree(constant));
            }
            return words.isEmpty() ? null : node;
        }
        if (type == byte[].class) {
            return node.put("type", "string").put("contentEncoding", "base64");
        }
        if (type == OptionalInt.class || type == OptionalLong.class) {
            return node.put("type", "integer");
        }
        if (type == OptionalDouble.class) {
            return node.put("type", "number");
        }
        return type == Date.class && !datesAsText ? node.put("type", "integer") : null;
    }

    private boolean written(Class<?> type, String field) {
        return properties(type).anyMatch(property -> property.getInternalName().equals(field));
    }

    private boolean writtenByGetter(MethodScope method) {
        return property(method) != null;
    }

    private @Nullable String nameOf(MethodScope method) {
        BeanPropertyDefinition property = property(method);
        return property == null ? null : property.getName();
    }

    /** What Jackson writes by this method, where no field of the class stands for it already. */
    private @Nullable BeanPropertyDefinition property(MethodScope method) {
        Class<?> type = method.getDeclaringType().getErasedType();
        Method member = method.getRawMember();
        return properties(type)
                .filter(property -> property.getGetter() != null
                        && property.getGetter().getAnnotated().equals(member)
                        && !hasField(type, property.getInternalName()))
                .findFirst()
                .orElse(null);
    }

    private Stream<BeanPropertyDefinition> properties(Class<?> type) {
        return mapper.getSerializationConfig().introspect(mapper.constructType(type)).findProperties().stream()
                .filter(BeanPropertyDefinition::couldSerialize);
    }

    private static boolean hasField(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(name) && !Modifier.isStatic(field.getModifiers()));
    }

    /** An unwrapped object is a part of another: neither may forbid what the other has. */
    private static void openParts(JsonNode schema) {
        if (schema instanceof ObjectNode whole && whole.has("allOf")) {
            whole.remove(CLOSED);
            for (JsonNode part : whole.path("allOf")) {
                if (part instanceof ObjectNode object) {
                    object.remove(CLOSED);
                }
            }
        }
        schema.forEach(Derivation::openParts);
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
