package io.millrace.registry.serde;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Finds the generated classes that a schema names. Avro trusts no class by its name unless a system property lists it;
 * here a class is trusted once it shows, before any of its code runs, that it is one of Avro's own kind. Any thread.
 */
final class SpecificTypes extends SpecificData {
    private final ConcurrentHashMap<String, Optional<Class<?>>> found = new ConcurrentHashMap<>();
    private final ClassLoader loader;

    /** Looks where the thread that configures the serde loads its classes. */
    SpecificTypes() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context == null ? SpecificTypes.class.getClassLoader() : context;
    }

    /** With the conversions of logical types that a generated class brings. */
    SpecificTypes withConversionsOf(Class<?> type) {
        for (Conversion<?> conversion : SpecificData.getForClass(type).getConversions()) {
            addLogicalTypeConversion(conversion);
        }
        return this;
    }

    // Avro's own signature is of the raw type and says null for what it does not find.
    @SuppressWarnings({"rawtypes", "NullAway"})
    @Override
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                found.computeIfAbsent(schema.getFullName(), name -> Optional.ofNullable(find(schema)))
                        .orElse(null);
            default -> super.getClass(schema);
        };
    }

    private @Nullable Class<?> find(Schema schema) {
        Class<?> type = load(SpecificData.getClassName(schema));
        if (type == null && schema.getNamespace() != null) {
            type = load(schema.getNamespace() + "$" + schema.getName());
        }
        return type;
    }

    private @Nullable Class<?> load(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            return GenericContainer.class.isAssignableFrom(type) ? type : null;
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
