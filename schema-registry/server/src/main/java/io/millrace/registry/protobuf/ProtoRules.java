package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a compiler of schemas refuses and linking does not. Throws {@link BadProto}. Pure. */
final class ProtoRules {
    private static final Set<FieldDescriptor.Type> KEYS = Set.of(
            FieldDescriptor.Type.INT32,
            FieldDescriptor.Type.INT64,
            FieldDescriptor.Type.UINT32,
            FieldDescriptor.Type.UINT64,
            FieldDescriptor.Type.SINT32,
            FieldDescriptor.Type.SINT64,
            FieldDescriptor.Type.FIXED32,
            FieldDescriptor.Type.FIXED64,
            FieldDescriptor.Type.SFIXED32,
            FieldDescriptor.Type.SFIXED64,
            FieldDescriptor.Type.BOOL,
            FieldDescriptor.Type.STRING);

    private final boolean proto3;

    private ProtoRules(FileDescriptor file) {
        proto3 = file.toProto().getSyntax().equals("proto3");
    }

    static void check(FileDescriptor file) {
        ProtoRules rules = new ProtoRules(file);
        file.getMessageTypes().forEach(rules::message);
        file.getEnumTypes().forEach(rules::enumeration);
    }

    private void message(Descriptor type) {
        Numbers reserved = new Numbers();
        type.toProto().getReservedRangeList().forEach(each -> reserved.add(each.getStart(), each.getEnd() - 1));
        Set<String> names = Set.copyOf(type.toProto().getReservedNameList());
        for (FieldDescriptor field : type.getFields()) {
            number(field);
            if (reserved.has(field.getNumber())) {
                throw new BadProto(field.getFullName() + ": the number " + field.getNumber() + " is reserved in "
                        + type.getFullName());
            }
            if (names.contains(field.getName())) {
                throw new BadProto(field.getFullName() + ": the name '" + field.getName() + "' is reserved in "
                        + type.getFullName());
            }
            if (proto3) {
                proto3(field);
            }
        }
        for (ReservedRange range : type.toProto().getReservedRangeList()) {
            if (range.getStart() < 1 || range.getEnd() <= range.getStart()) {
                throw new BadProto(type.getFullName() + ": the reserved range " + range.getStart() + " to "
                        + (range.getEnd() - 1) + " is none");
            }
        }
        if (type.getOptions().getMapEntry()
                && !KEYS.contains(type.getFields().get(0).getType())) {
            throw new BadProto(type.getFullName() + ": the key of a map is a whole number, a bool or a string");
        }
        type.getNestedTypes().forEach(this::message);
        type.getEnumTypes().forEach(this::enumeration);
        type.getOneofs().stream()
                .filter(each -> each.getFieldCount() == 0)
                .findFirst()
                .ifPresent(each -> {
                    throw new BadProto(each.getFullName() + ": a oneof has at least one field");
                });
    }

    private static void number(FieldDescriptor field) {
        int number = field.getNumber();
        if (number < 1 || number > MessageParser.MAX_NUMBER) {
            throw new BadProto(
                    field.getFullName() + ": the number " + number + " is not from 1 to " + MessageParser.MAX_NUMBER);
        }
        if (number >= 19_000 && number < 20_000) {
            throw new BadProto(
                    field.getFullName() + ": the numbers from 19000 to 19999 are Protobuf's own, not " + number);
        }
    }

    private static void proto3(FieldDescriptor field) {
        String wrong = field.isRequired()
                ? "a required field"
                : field.getType() == FieldDescriptor.Type.GROUP
                        ? "a group"
                        : field.toProto().hasDefaultValue() ? "a default" : "";
        if (!wrong.isEmpty()) {
            throw new BadProto(field.getFullName() + ": proto3 has no such thing as " + wrong);
        }
    }

    private void enumeration(EnumDescriptor type) {
        if (proto3 && type.getValues().get(0).getNumber() != 0) {
            throw new BadProto(type.getFullName() + ": the first value of an enum of proto3 is 0, not "
                    + type.getValues().get(0).getNumber());
        }
        Numbers reserved = new Numbers();
        type.toProto().getReservedRangeList().forEach(each -> reserved.add(each.getStart(), each.getEnd()));
        Set<String> reservedNames = Set.copyOf(type.toProto().getReservedNameList());
        Map<Integer, String> names = new HashMap<>();
        for (EnumValueDescriptor value : type.getValues()) {
            String other = names.putIfAbsent(value.getNumber(), value.getName());
            if (other != null && !type.getOptions().getAllowAlias()) {
                throw new BadProto(type.getFullName() + ": the number " + value.getNumber() + " is '" + other
                        + "' already; set \"option allow_alias = true;\" if that is meant");
            }
            if (reserved.has(value.getNumber()) || reservedNames.contains(value.getName())) {
                throw new BadProto(value.getFullName() + ": its name or its number " + value.getNumber()
                        + " is reserved in " + type.getFullName());
            }
        }
    }
}
