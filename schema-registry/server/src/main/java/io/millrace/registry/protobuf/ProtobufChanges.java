package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.millrace.registry.schema.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is added, removed or changed between two files: messages and enums by name, fields and values by number. Pure. */
final class ProtobufChanges {
    private final List<Change> changes = new ArrayList<>();

    private ProtobufChanges() {}

    static List<Change> between(FileDescriptor old, FileDescriptor now) {
        ProtobufChanges all = new ProtobufChanges();
        all.compare(Place.ROOT + "/", Fragments.ofPackage(old), Fragments.ofPackage(now));
        all.types(Place.ROOT, old.getMessageTypes(), now.getMessageTypes());
        all.enums(Place.ROOT, old.getEnumTypes(), now.getEnumTypes());
        return List.copyOf(all.changes);
    }

    private void types(String path, List<Descriptor> old, List<Descriptor> now) {
        both(old, now, Descriptor::getName, (name, before, after) -> {
            Descriptor any = after == null ? before : after;
            if (any == null || any.getOptions().getMapEntry()) {
                return;
            }
            if (before == null || after == null) {
                compare(
                        Place.in(path, name),
                        before == null ? null : Fragments.of(before),
                        after == null ? null : Fragments.of(after));
                return;
            }
            both(
                    before.getFields(),
                    after.getFields(),
                    FieldDescriptor::getNumber,
                    (number, one, other) -> compare(Place.in(Place.in(path, name), number), text(one), text(other)));
            types(Place.in(path, name), before.getNestedTypes(), after.getNestedTypes());
            enums(Place.in(path, name), before.getEnumTypes(), after.getEnumTypes());
        });
    }

    private void enums(String path, List<EnumDescriptor> old, List<EnumDescriptor> now) {
        both(old, now, EnumDescriptor::getName, (name, before, after) -> {
            if (before == null || after == null) {
                compare(
                        Place.in(path, name),
                        before == null ? null : Fragments.of(before),
                        after == null ? null : Fragments.of(after));
                return;
            }
            both(
                    before.getValues(),
                    after.getValues(),
                    EnumValueDescriptor::getNumber,
                    (number, one, other) -> compare(
                            Place.in(Place.in(path, name), number),
                            one == null ? null : Fragments.of(one),
                            other == null ? null : Fragments.of(other)));
        });
    }

    /** With the oneof in which a field stands. */
    private static @Nullable String text(@Nullable FieldDescriptor field) {
        if (field == null) {
            return null;
        }
        return field.getRealContainingOneof() == null
                ? Fragments.of(field)
                : "oneof " + field.getRealContainingOneof().getName() + " { " + Fragments.of(field) + " }";
    }

    private void compare(String path, @Nullable String old, @Nullable String now) {
        if (old == null ? now == null : old.equals(now)) {
            return;
        }
        Change.Kind kind = old == null ? Change.Kind.ADDED : now == null ? Change.Kind.REMOVED : Change.Kind.CHANGED;
        changes.add(new Change(kind, path, old, now));
    }

    private interface Pairing<K, T> {
        void take(K key, @Nullable T old, @Nullable T now);
    }

    /** In the order of the new ones, then what is gone. */
    private static <K, T> void both(List<T> old, List<T> now, Function<T, K> key, Pairing<K, T> each) {
        Map<K, T> before = new LinkedHashMap<>();
        old.forEach(one -> before.putIfAbsent(key.apply(one), one));
        Map<K, T> after = new LinkedHashMap<>();
        now.forEach(one -> after.putIfAbsent(key.apply(one), one));
        after.forEach((name, one) -> each.take(name, before.get(name), one));
        before.forEach((name, one) -> {
            if (!after.containsKey(name)) {
                each.take(name, one, null);
            }
        });
    }
}
