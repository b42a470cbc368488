package io.millrace.registry.serde.json;

import io.millrace.registry.serde.SerdeConfig;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What JSON adds to a serde's settings, under Confluent's names. The class that a schema names is loaded only where
 * {@code type.property} is set: who may register a schema does not choose what is made of it. Immutable.
 */
record JsonConfig(
        SerdeConfig common,
        boolean validates,
        boolean failsOnUnknown,
        boolean oneOfForNullables,
        boolean datesAsText,
        String draft,
        @Nullable Class<?> type,
        @Nullable String typeProperty) {

    static JsonConfig from(Map<String, ?> settings, boolean isKey) {
        Object property = settings.get("type.property");
        return new JsonConfig(
                SerdeConfig.from(settings, isKey),
                flag(settings, "json.fail.invalid.schema", false),
                flag(settings, "json.fail.unknown.properties", true),
                flag(settings, "json.oneof.for.nullables", true),
                flag(settings, "json.write.dates.iso8601", false),
                draft(settings),
                type(settings, isKey ? "json.key.type" : "json.value.type"),
                property == null ? null : property.toString());
    }

    private static boolean flag(Map<String, ?> settings, String name, boolean otherwise) {
        String value =
                Objects.toString(settings.get(name), String.valueOf(otherwise)).strip();
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value);
        }
        throw new ConfigException(name, value, "must be true or false");
    }

    private static String draft(Map<String, ?> settings) {
        String value = Objects.toString(settings.get("json.schema.spec.version"), "draft_7");
        return switch (value) {
            case "draft_6", "draft_7", "draft_2019_09", "draft_2020_12" -> value;
            default ->
                throw new ConfigException(
                        "json.schema.spec.version", value, "must be draft_6, draft_7, draft_2019_09 or draft_2020_12");
        };
    }

    private static @Nullable Class<?> type(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        if (value == null || value instanceof Class<?>) {
            return (Class<?>) value;
        }
        try {
            return load(value.toString());
        } catch (ClassNotFoundException e) {
            throw new ConfigException(name, value, "is no class that can be found");
        }
    }

    static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, false, context == null ? JsonConfig.class.getClassLoader() : context);
    }
}
