package io.millrace.registry.serde;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A serde's settings under Confluent's names, bound once. Immutable. */
public record SerdeConfig(
        boolean isKey,
        boolean autoRegister,
        boolean useLatestVersion,
        boolean latestStrict,
        boolean normalize,
        boolean specificReader,
        boolean logicalTypes,
        int schemasMax,
        Subjects naming,
        @Nullable Class<?> specificType,
        boolean idInHeader,
        boolean headersRead,
        int useSchemaId,
        boolean idStrict,
        Map<String, String> latestMetadata,
        boolean reflection,
        boolean reflectionNulls,
        boolean trailingFails,
        boolean removesJavaProperties,
        boolean ignoresRules) {

    private static final String CONFLUENT_IDS = "io.confluent.kafka.serializers.schema.id.";
    private static final String CONFLUENT_STRATEGIES = "io.confluent.kafka.serializers.subject.";

    /** Binds what concerns serdes; other keys are left to others. */
    public static SerdeConfig from(Map<String, ?> settings, boolean isKey) {
        String side = isKey ? "key" : "value";
        return new SerdeConfig(
                isKey,
                flag(settings, "auto.register.schemas", true),
                flag(settings, "use.latest.version", false),
                flag(settings, "latest.compatibility.strict", true),
                flag(settings, "normalize.schemas", false),
                flag(settings, "specific.avro.reader", false),
                flag(settings, "avro.use.logical.type.converters", false),
                count(settings, "max.schemas.per.subject", 1_000),
                new Subjects(strategy(settings, side + ".subject.name.strategy"), contexts(settings)),
                type(settings, "specific.avro." + side + ".type"),
                idInHeader(settings, side + ".schema.id.serializer"),
                headersRead(settings, side + ".schema.id.deserializer"),
                settings.get("use.schema.id") == null ? -1 : count(settings, "use.schema.id", 1),
                flag(settings, "id.compatibility.strict", true),
                pairs(settings, "use.latest.with.metadata"),
                flag(settings, "schema.reflection", false),
                flag(settings, "avro.reflection.allow.null", false),
                flag(settings, "avro.fail.on.trailing.data", false),
                flag(settings, "avro.remove.java.properties", false),
                flag(settings, "ignore.rules", false));
    }

    /** Which subject a schema belongs to, in its context. */
    public SubjectNameStrategy subjects() {
        return naming;
    }

    /** The setting that chose the schema to write with and has data checked against it; null where none does. */
    public @Nullable String strictChoice() {
        if (useSchemaId > 0) {
            return idStrict ? "id.compatibility.strict" : null;
        }
        boolean newest = !autoRegister && (useLatestVersion || !latestMetadata.isEmpty());
        return newest && latestStrict ? "latest.compatibility.strict" : null;
    }

    /** Whether topics may be of different contexts. */
    public boolean hasContexts() {
        return naming.contexts() != null;
    }

    /** What an id before a record stands for: an Integer, or an {@link IdInContext} where the topic has a context. */
    public Object schemaName(String topic, int id) {
        String context = naming.context(topic);
        return context == null ? (Object) id : new IdInContext(id, context);
    }

    /** Prefix, or header; the class names of Confluent stand for them. */
    private static boolean idInHeader(Map<String, ?> settings, String name) {
        return switch (simple(settings, name, "PrefixSchemaIdSerializer")) {
            case "PrefixSchemaIdSerializer" -> false;
            case "HeaderSchemaIdSerializer" -> true;
            default ->
                throw new ConfigException(
                        name, settings.get(name), "must be PrefixSchemaIdSerializer or HeaderSchemaIdSerializer");
        };
    }

    /** Header where there is one and else prefix, or prefix alone. */
    private static boolean headersRead(Map<String, ?> settings, String name) {
        return switch (simple(settings, name, "DualSchemaIdDeserializer")) {
            case "DualSchemaIdDeserializer" -> true;
            case "PrefixSchemaIdDeserializer" -> false;
            default ->
                throw new ConfigException(
                        name, settings.get(name), "must be DualSchemaIdDeserializer or PrefixSchemaIdDeserializer");
        };
    }

    private static String simple(Map<String, ?> settings, String name, String otherwise) {
        Object value = settings.get(name);
        String given = value == null ? otherwise : value instanceof Class<?> type ? type.getName() : value.toString();
        return given.startsWith(CONFLUENT_IDS) ? given.substring(CONFLUENT_IDS.length()) : given.strip();
    }

    /** A map, or text of the form a=b,c=d. */
    private static Map<String, String> pairs(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> pairs.put(String.valueOf(key), String.valueOf(each)));
        } else if (value != null && !value.toString().isBlank()) {
            for (String pair : value.toString().split(",")) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new ConfigException(name, value, "must be of the form name=value,name=value");
                }
                pairs.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return pairs;
    }

    private static boolean flag(Map<String, ?> settings, String name, boolean otherwise) {
        String value =
                Objects.toString(settings.get(name), String.valueOf(otherwise)).strip();
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value);
        }
        throw new ConfigException(name, value, "must be true or false");
    }

    private static int count(Map<String, ?> settings, String name, int otherwise) {
        String value =
                Objects.toString(settings.get(name), String.valueOf(otherwise)).strip();
        try {
            int count = Integer.parseInt(value);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Said below, with the setting's name.
        }
        throw new ConfigException(name, value, "must be a whole number from 1 on");
    }

    // Confluent's class names stand for the same rules here, so that settings need not change.
    private static SubjectNameStrategy strategy(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        if (value == null) {
            return new TopicNameStrategy();
        }
        String given = value instanceof Class<?> type ? type.getName() : value.toString();
        String simple = given.startsWith(CONFLUENT_STRATEGIES) ? given.substring(CONFLUENT_STRATEGIES.length()) : given;
        switch (simple) {
            case "TopicNameStrategy":
                return new TopicNameStrategy();
            case "RecordNameStrategy":
                return new RecordNameStrategy();
            case "TopicRecordNameStrategy":
                return new TopicRecordNameStrategy();
            default:
                break;
        }
        try {
            Class<?> type = value instanceof Class<?> given2 ? given2 : load(given);
            return type.asSubclass(SubjectNameStrategy.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(
                    name,
                    given,
                    "must be TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy or a class"
                            + " that implements " + SubjectNameStrategy.class.getName());
        }
    }

    private static @Nullable ContextNameStrategy contexts(Map<String, ?> settings) {
        String name = "context.name.strategy";
        Object value = settings.get(name);
        String given = value instanceof Class<?> type ? type.getName() : Objects.toString(value, "");
        if (given.isBlank() || given.endsWith(".NullContextNameStrategy")) {
            return null;
        }
        try {
            Class<?> type = value instanceof Class<?> known ? known : load(given.strip());
            return type.asSubclass(ContextNameStrategy.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(
                    name, given, "must be a class that implements " + ContextNameStrategy.class.getName());
        }
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

    private static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, true, context == null ? SerdeConfig.class.getClassLoader() : context);
    }
}
