package io.millrace.registry.avro;

import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What changed from one schema to another: fields, types, names, defaults, symbols, documentation, properties. Pure. */
final class AvroDiff implements AvroWalk.Visitor {
    /** Nobody reads more. */
    private static final int MOST = 1_000;

    private final List<Change> changes = new ArrayList<>();

    private AvroDiff() {}

    static List<Change> of(Schema old, Schema now) {
        AvroDiff diff = new AvroDiff();
        AvroWalk.over(old, now, diff);
        return diff.changes;
    }

    @Override
    public void types(Schema old, Schema now, String pointer) {
        boolean unions = old.getType() == Schema.Type.UNION || now.getType() == Schema.Type.UNION;
        if (unions) {
            order(old, now, pointer);
            return;
        }
        if (old.getType() != now.getType()) {
            changed(pointer, AvroFragments.type(old), AvroFragments.type(now));
            return;
        }
        switch (now.getType()) {
            case RECORD -> {
                named(old, now, pointer);
                fieldOrder(old, now, pointer);
            }
            case ENUM -> {
                named(old, now, pointer);
                changed(
                        pointer + "/symbols",
                        String.join(", ", old.getEnumSymbols()),
                        String.join(", ", now.getEnumSymbols()));
                changed(pointer + "/default", old.getEnumDefault(), now.getEnumDefault());
            }
            case FIXED -> {
                named(old, now, pointer);
                changed(pointer + "/size", Integer.toString(old.getFixedSize()), Integer.toString(now.getFixedSize()));
            }
            default -> {}
        }
        properties(old.getObjectProps(), now.getObjectProps(), pointer);
    }

    private void named(Schema old, Schema now, String pointer) {
        changed(pointer + "/name", old.getFullName(), now.getFullName());
        changed(pointer + "/doc", old.getDoc(), now.getDoc());
        changed(
                pointer + "/aliases",
                String.join(", ", new TreeSet<>(old.getAliases())),
                String.join(", ", new TreeSet<>(now.getAliases())));
    }

    private void fieldOrder(Schema old, Schema now, String pointer) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        old.getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> now.getField(name) != null)
                .forEach(before::add);
        now.getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> old.getField(name) != null)
                .forEach(after::add);
        changed(pointer + "/fields", String.join(", ", before), String.join(", ", after));
    }

    /** Unions of the same branches in another order; others are told branch by branch. */
    private void order(Schema old, Schema now, String pointer) {
        if (old.getType() == now.getType()) {
            List<String> before = names(old);
            List<String> after = names(now);
            if (before.size() == after.size() && before.containsAll(after)) {
                changed(pointer, AvroFragments.type(old), AvroFragments.type(now));
            }
        }
    }

    private static List<String> names(Schema union) {
        return union.getTypes().stream().map(Schema::getFullName).toList();
    }

    @Override
    public void fields(Schema.Field old, Schema.Field now, String pointer) {
        changed(pointer + "/name", old.name(), now.name());
        changed(
                pointer + "/default",
                old.hasDefaultValue() ? AvroDefaults.text(old) : null,
                now.hasDefaultValue() ? AvroDefaults.text(now) : null);
        changed(pointer + "/doc", old.doc(), now.doc());
        changed(
                pointer + "/aliases",
                String.join(", ", new TreeSet<>(old.aliases())),
                String.join(", ", new TreeSet<>(now.aliases())));
        properties(old.getObjectProps(), now.getObjectProps(), pointer);
    }

    private void properties(Map<String, Object> old, Map<String, Object> now, String pointer) {
        TreeMap<String, Object> all = new TreeMap<>(old);
        all.putAll(now);
        for (String name : all.keySet()) {
            String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            changed(at, text(old.get(name)), text(now.get(name)));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @Override
    public void field(
            Schema.@Nullable Field old,
            Schema.@Nullable Field now,
            Schema oldRecord,
            Schema nowRecord,
            String pointer) {
        add(
                old == null ? Kind.ADDED : Kind.REMOVED,
                pointer,
                old == null ? null : AvroFragments.field(old),
                field(now));
    }

    private static @Nullable String field(Schema.@Nullable Field field) {
        return field == null ? null : AvroFragments.field(field);
    }

    @Override
    public void branch(@Nullable Schema old, @Nullable Schema now, String pointer) {
        add(
                old == null ? Kind.ADDED : Kind.REMOVED,
                pointer,
                old == null ? null : AvroFragments.type(old),
                now == null ? null : AvroFragments.type(now));
    }

    private void changed(String pointer, @Nullable String old, @Nullable String now) {
        String before = old == null || old.isEmpty() ? null : old;
        String after = now == null || now.isEmpty() ? null : now;
        if (!Objects.equals(before, after)) {
            add(
                    before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED,
                    pointer,
                    before == null ? null : AvroFragments.cut(before),
                    after == null ? null : AvroFragments.cut(after));
        }
    }

    private void add(Kind kind, String pointer, @Nullable String old, @Nullable String now) {
        if (changes.size() < MOST) {
            changes.add(new Change(kind, pointer, old, now));
        }
    }
}
