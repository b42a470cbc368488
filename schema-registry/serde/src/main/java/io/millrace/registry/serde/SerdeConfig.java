package io.millrace.registry.serde;

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
        SubjectNameStrategy subjects,
        @Nullable Class<?> specificType) {

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
                strategy(settings, side + ".subject.name.strategy"),
                type(settings, "specific.avro." + side + ".type"));
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
