package io.millrace.registry.serde;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.reflect.ReflectData;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Plain classes as Avro records, by Avro's own reflection. Avro trusts no class by its name; here those are trusted that a
 * program hands over itself, as data or as the type to read, with all that they hold. <i>Any thread.</i>
 */
final class Reflection {
    private final ReflectData data;
    private final Map<String, Class<?>> trusted = new ConcurrentHashMap<>();

    /** With or without null in every field that is no primitive. */
    Reflection(boolean nulls) {
        this.data = nulls ? new Nulls(trusted) : new Plain(trusted);
    }

    ReflectData data() {
        return data;
    }

    /** The schema of a class, which is trusted from now on. */
    Schema trust(Class<?> type) {
        Schema schema = data.getSchema(type);
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> open = new ArrayDeque<>();
        open.add(schema);
        while (!open.isEmpty()) {
            Schema next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            switch (next.getType()) {
                case RECORD -> {
                    trust(next, type);
                    next.getFields().forEach(field -> open.add(field.schema()));
                }
                case ENUM, FIXED -> trust(next, type);
                case ARRAY -> open.add(next.getElementType());
                case MAP -> open.add(next.getValueType());
                case UNION -> open.addAll(next.getTypes());
                default -> {}
            }
        }
        return schema;
    }

    /** A class inside another has the other's name for its namespace; what has no class is read as generic. */
    private void trust(Schema schema, Class<?> within) {
        for (String name :
                new String[] {SpecificData.getClassName(schema), schema.getNamespace() + "$" + schema.getName()}) {
            try {
                trusted.put(schema.getFullName(), Class.forName(name, false, within.getClassLoader()));
                return;
            } catch (ClassNotFoundException e) {
                // Not by this name.
            }
        }
    }

    private static @Nullable Class<?> find(Map<String, Class<?>> trusted, Schema schema) {
        return trusted.get(schema.getFullName());
    }

    private static boolean isNamed(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> true;
            default -> false;
        };
    }

    private static final class Plain extends ReflectData {
        private final Map<String, Class<?>> trusted;

        Plain(Map<String, Class<?>> trusted) {
            this.trusted = trusted;
        }

        // Avro's own signature is of the raw type and says null for what it does not find.
        @SuppressWarnings({"rawtypes", "NullAway"})
        @Override
        public @Nullable Class getClass(Schema schema) {
            return isNamed(schema) ? find(trusted, schema) : super.getClass(schema);
        }
    }

    private static final class Nulls extends ReflectData.AllowNull {
        private final Map<String, Class<?>> trusted;

        Nulls(Map<String, Class<?>> trusted) {
            this.trusted = trusted;
        }

        @SuppressWarnings({"rawtypes", "NullAway"})
        @Override
        public @Nullable Class getClass(Schema schema) {
            return isNamed(schema) ? find(trusted, schema) : super.getClass(schema);
        }
    }
}
