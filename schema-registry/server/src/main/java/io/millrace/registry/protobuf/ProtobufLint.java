package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.millrace.registry.schema.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What bytes survive and meaning does not. Pure. */
final class ProtobufLint {
    private final List<Finding> findings = new ArrayList<>();

    private ProtobufLint() {}

    static List<Finding> between(FileDescriptor old, FileDescriptor now) {
        ProtobufLint lint = new ProtobufLint();
        lint.types(Place.ROOT, old.getMessageTypes(), now.getMessageTypes());
        lint.enums(Place.ROOT, old.getEnumTypes(), now.getEnumTypes());
        return List.copyOf(lint.findings);
    }

    /** What is better avoided from the first version on. */
    static List<Finding> of(FileDescriptor file) {
        ProtobufLint lint = new ProtobufLint();
        lint.first(Place.ROOT, file.getMessageTypes(), file.getEnumTypes());
        return List.copyOf(lint.findings);
    }

    private void first(String path, List<Descriptor> types, List<EnumDescriptor> enums) {
        for (EnumDescriptor each : enums) {
            EnumValueDescriptor value = each.getValues().get(0);
            String name = value.getName().toUpperCase(Locale.ROOT);
            if (value.getNumber() == 0 && !name.matches(".*(UNSPECIFIED|UNKNOWN|NONE|DEFAULT|INVALID|UNDEFINED).*")) {
                add(
                        "enum-zero-value",
                        Place.in(Place.in(path, each.getName()), 0),
                        null,
                        Fragments.of(value),
                        "a field that nobody set reads as " + value.getName(),
                        "let 0 mean that nothing is known, as " + value.getName() + "_UNSPECIFIED would");
            }
        }
        for (Descriptor each : types) {
            for (FieldDescriptor field : each.getFields()) {
                if (field.isRequired()) {
                    add(
                            "required-field",
                            Place.in(Place.in(path, each.getName()), field.getNumber()),
                            null,
                            Fragments.of(field),
                            "a required field can neither be added nor removed later",
                            "make it optional");
                }
            }
            first(Place.in(path, each.getName()), each.getNestedTypes(), each.getEnumTypes());
        }
    }

    private void types(String path, List<Descriptor> old, List<Descriptor> now) {
        Map<String, Descriptor> known =
                old.stream().collect(Collectors.toMap(Descriptor::getName, Function.identity(), (a, b) -> a));
        for (Descriptor after : now) {
            Descriptor before = known.get(after.getName());
            if (before != null && !after.getOptions().getMapEntry()) {
                fields(Place.in(path, after.getName()), before, after);
                types(Place.in(path, after.getName()), before.getNestedTypes(), after.getNestedTypes());
                enums(Place.in(path, after.getName()), before.getEnumTypes(), after.getEnumTypes());
            }
        }
    }

    private void fields(String path, Descriptor old, Descriptor now) {
        Numbers reserved = new Numbers();
        now.toProto().getReservedRangeList().forEach(each -> reserved.add(each.getStart(), each.getEnd() - 1));
        for (FieldDescriptor before : old.getFields()) {
            String at = Place.in(path, before.getNumber());
            FieldDescriptor after = now.findFieldByNumber(before.getNumber());
            if (after != null) {
                field(at, before, after);
            } else if (!reserved.has(before.getNumber())) {
                FieldDescriptor moved = now.findFieldByName(before.getName());
                add(
                        moved == null ? "removed-field-not-reserved" : "field-number-changed",
                        at,
                        Fragments.of(before),
                        moved == null ? null : Fragments.of(moved),
                        moved == null
                                ? "the number " + before.getNumber() + " may be given to another field, which would"
                                        + " read what older records hold there"
                                : "what older records hold at " + before.getNumber() + " is no longer read as "
                                        + before.getName(),
                        "add \"reserved " + before.getNumber() + ";\""
                                + (moved == null ? " and \"reserved \"" + before.getName() + "\";\"" : ""));
            }
        }
    }

    private void field(String at, FieldDescriptor old, FieldDescriptor now) {
        if (!old.getJsonName().equals(now.getJsonName())) {
            add(
                    "field-name-changed",
                    at,
                    Fragments.of(old),
                    Fragments.of(now),
                    "bytes know the number only, JSON knows the name: readers of JSON do not find \""
                            + old.getJsonName() + "\"",
                    "keep the name, or add [json_name = \"" + old.getJsonName() + "\"]");
        }
        if (old.getType() != now.getType()) {
            retyped(at, old, now);
        }
        if (old.isRepeated() && !now.isRepeated()) {
            add(
                    "repeated-to-single",
                    at,
                    Fragments.of(old),
                    Fragments.of(now),
                    "of several values the last is read",
                    "keep it repeated");
        }
        if (old.isOptional()
                && !old.isRepeated()
                && old.hasDefaultValue() | now.hasDefaultValue()
                && !String.valueOf(defaultOf(old)).equals(String.valueOf(defaultOf(now)))) {
            add(
                    "default-changed",
                    at,
                    String.valueOf(defaultOf(old)),
                    String.valueOf(defaultOf(now)),
                    "a record without the field reads as another value than before",
                    "keep the default");
        }
    }

    private static @Nullable Object defaultOf(FieldDescriptor field) {
        return field.isRepeated() || field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? null
                : field.getDefaultValue();
    }

    private void retyped(String at, FieldDescriptor old, FieldDescriptor now) {
        String why = "";
        if (width(now) < width(old)) {
            why = "values outside of " + Fragments.type(now) + " lose bits or sign";
        } else if (unsigned(old) != unsigned(now) && width(old) > 1 && width(now) >= width(old)) {
            why = "negative values become large, or large ones negative";
        } else if (old.getType() == FieldDescriptor.Type.BYTES && now.getType() == FieldDescriptor.Type.STRING) {
            why = "bytes that are no UTF-8 cannot be read as a string";
        }
        if (!why.isEmpty()) {
            add("type-narrowed", at, Fragments.of(old), Fragments.of(now), why, "keep " + Fragments.type(old));
        }
    }

    /** Bits of a whole number, 0 for others. */
    private static int width(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> 64;
            case INT32, UINT32, SINT32, FIXED32, SFIXED32, ENUM -> 32;
            case BOOL -> 1;
            default -> 0;
        };
    }

    private static boolean unsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
    }

    private void enums(String path, List<EnumDescriptor> old, List<EnumDescriptor> now) {
        Map<String, EnumDescriptor> known =
                now.stream().collect(Collectors.toMap(EnumDescriptor::getName, Function.identity(), (a, b) -> a));
        for (EnumDescriptor before : old) {
            EnumDescriptor after = known.get(before.getName());
            if (after != null) {
                Numbers reserved = new Numbers();
                after.toProto().getReservedRangeList().forEach(each -> reserved.add(each.getStart(), each.getEnd()));
                before.getValues().forEach(value -> value(Place.in(path, after.getName()), value, after, reserved));
            }
        }
    }

    private void value(String path, EnumValueDescriptor old, EnumDescriptor now, Numbers reserved) {
        EnumValueDescriptor after = now.findValueByNumber(old.getNumber());
        if (now.findValueByName(old.getName()) == null) {
            if (after != null) {
                add(
                        "enum-value-renamed",
                        Place.in(path, old.getNumber()),
                        Fragments.of(old),
                        Fragments.of(after),
                        "what was written as " + old.getName() + " is read as " + after.getName(),
                        "keep " + old.getName() + ", and add another number for what is new");
            } else if (!reserved.has(old.getNumber())) {
                add(
                        "removed-value-not-reserved",
                        Place.in(path, old.getNumber()),
                        Fragments.of(old),
                        null,
                        "the number " + old.getNumber() + " may be given to another value later",
                        "add \"reserved " + old.getNumber() + ";\" to the enum");
            }
        }
    }

    private void add(String rule, String at, @Nullable String old, @Nullable String now, String message, String mend) {
        findings.add(new Finding(rule, at, cut(old), cut(now), Fragments.cut(message), Fragments.cut(mend)));
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : Fragments.cut(text);
    }
}
