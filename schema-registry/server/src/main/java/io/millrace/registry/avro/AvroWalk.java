package io.millrace.registry.avro;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Goes through two schemas side by side: fields by their names, branches of unions by theirs. Each pair of types is visited
 * once, so types that hold themselves come to an end. Owned by one thread.
 */
final class AvroWalk {
    /** Is told of what is on both sides, and of what is on one. */
    interface Visitor {
        /** Two types at one place. */
        default void types(Schema old, Schema now, String pointer) {}

        /** A field that both have. */
        default void fields(Schema.Field old, Schema.Field now, String pointer) {}

        /** A field that one has: the record's on the other side is given too. */
        default void field(
                Schema.@Nullable Field old,
                Schema.@Nullable Field now,
                Schema oldRecord,
                Schema nowRecord,
                String pointer) {}

        /** A branch that one union has. */
        default void branch(@Nullable Schema old, @Nullable Schema now, String pointer) {}
    }

    private final Visitor visitor;
    private final Map<Schema, Set<Schema>> seen = new IdentityHashMap<>();

    private AvroWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    static void over(Schema old, Schema now, Visitor visitor) {
        new AvroWalk(visitor).pair(old, now, "");
    }

    private void pair(Schema old, Schema now, String pointer) {
        if (now.getType() == Schema.Type.RECORD
                && !seen.computeIfAbsent(now, any -> Collections.newSetFromMap(new IdentityHashMap<>()))
                        .add(old)) {
            return;
        }
        visitor.types(old, now, pointer);
        if (old.getType() == Schema.Type.UNION || now.getType() == Schema.Type.UNION) {
            unions(old, now, pointer);
            return;
        }
        if (old.getType() != now.getType()) {
            return;
        }
        switch (now.getType()) {
            case RECORD -> records(old, now, pointer);
            case ARRAY -> pair(old.getElementType(), now.getElementType(), pointer + "/items");
            case MAP -> pair(old.getValueType(), now.getValueType(), pointer + "/values");
            default -> {}
        }
    }

    private void records(Schema old, Schema now, String pointer) {
        for (Schema.Field field : now.getFields()) {
            String at = pointer + "/fields/" + field.pos();
            Schema.Field before = before(old, field);
            if (before == null) {
                visitor.field(null, field, old, now, at);
            } else {
                visitor.fields(before, field, at);
                pair(before.schema(), field.schema(), at + "/type");
            }
        }
        for (Schema.Field field : old.getFields()) {
            if (now.getFields().stream().noneMatch(each -> field.equals(before(old, each)))) {
                visitor.field(field, null, old, now, pointer + "/fields/" + field.pos());
            }
        }
    }

    /** The field that it was, under its own name or one of its aliases. */
    static Schema.@Nullable Field before(Schema old, Schema.Field field) {
        Schema.Field before = old.getField(field.name());
        for (String alias : field.aliases()) {
            before = before == null ? old.getField(alias) : before;
        }
        return before;
    }

    private void unions(Schema old, Schema now, String pointer) {
        List<Schema> before = branches(old);
        List<Schema> after = branches(now);
        for (int i = 0; i < after.size(); i++) {
            Schema branch = after.get(i);
            String at = now.getType() == Schema.Type.UNION ? pointer + "/" + i : pointer;
            Schema match = match(before, branch);
            if (match == null) {
                visitor.branch(null, branch, at);
            } else {
                pair(match, branch, at);
            }
        }
        for (int i = 0; i < before.size(); i++) {
            if (match(after, before.get(i)) == null) {
                visitor.branch(before.get(i), null, old.getType() == Schema.Type.UNION ? pointer + "/" + i : pointer);
            }
        }
    }

    private static List<Schema> branches(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
    }

    /** By full name, or by the name alone where the namespace changed. */
    private static @Nullable Schema match(List<Schema> among, Schema wanted) {
        for (Schema each : among) {
            if (each.getFullName().equals(wanted.getFullName())) {
                return each;
            }
        }
        for (Schema each : among) {
            if (each.getType() == wanted.getType() && each.getName().equals(wanted.getName())) {
                return each;
            }
        }
        return null;
    }
}
