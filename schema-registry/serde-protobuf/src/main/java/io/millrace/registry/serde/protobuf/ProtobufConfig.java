package io.millrace.registry.serde.protobuf;

import com.google.protobuf.Message;
import io.millrace.registry.serde.SerdeConfig;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What Protobuf adds to a serde's settings, under Confluent's names. Immutable. */
record ProtobufConfig(
        SerdeConfig common,
        @Nullable Class<? extends Message> type,
        boolean deriveType,
        boolean skipKnown,
        boolean lookupOnly,
        UnaryOperator<String> referenceSubject) {

    private static final String STRATEGY = "reference.subject.name.strategy";

    static ProtobufConfig from(Map<String, ?> settings, boolean isKey) {
        return new ProtobufConfig(
                SerdeConfig.from(settings, isKey),
                type(settings, "specific.protobuf." + (isKey ? "key" : "value") + ".type"),
                flag(settings, "derive.type", false),
                flag(settings, "skip.known.types", true),
                flag(settings, "reference.lookup.only", false),
                referenceSubject(settings));
    }

    private static UnaryOperator<String> referenceSubject(Map<String, ?> settings) {
        Object value = settings.get(STRATEGY);
        String given = value instanceof Class<?> type ? type.getName() : Objects.toString(value, "");
        String simple = given.substring(given.lastIndexOf('.') + 1);
        return switch (simple) {
            case "", "DefaultReferenceSubjectNameStrategy" -> name -> name;
            case "QualifiedReferenceSubjectNameStrategy" ->
                name -> (name.endsWith(".proto") ? name.substring(0, name.length() - 6) : name).replace('/', '.');
            default ->
                throw new ConfigException(
                        STRATEGY,
                        given,
                        "must be DefaultReferenceSubjectNameStrategy or QualifiedReferenceSubjectNameStrategy");
        };
    }

    private static boolean flag(Map<String, ?> settings, String name, boolean otherwise) {
        String value =
                Objects.toString(settings.get(name), String.valueOf(otherwise)).strip();
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value);
        }
        throw new ConfigException(name, value, "must be true or false");
    }

    private static @Nullable Class<? extends Message> type(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        if (value == null) {
            return null;
        }
        try {
            Class<?> type = value instanceof Class<?> given ? given : load(value.toString());
            return type.asSubclass(Message.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(name, value, "is no generated message class that can be found");
        }
    }

    // Not initialized: nothing of the class runs before it shows that it is a message.
    static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, false, context == null ? ProtobufConfig.class.getClassLoader() : context);
    }
}
