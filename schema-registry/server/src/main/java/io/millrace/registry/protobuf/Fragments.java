package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.stream.Collectors;

/** Parts of schemas in one short line, as they stand in a {@code .proto} text. Pure. */
final class Fragments {
    private static final int LONGEST = 300;

    private Fragments() {}

    static String of(FieldDescriptor field) {
        return cut(label(field) + type(field) + " " + field.getName() + " = " + field.getNumber() + ";");
    }

    private static String label(FieldDescriptor field) {
        if (field.isMapField()) {
            return "";
        }
        if (field.isRepeated()) {
            return "repeated ";
        }
        if (field.isRequired()) {
            return "required ";
        }
        String syntax = field.getFile().toProto().getSyntax();
        boolean explicit = field.toProto().getProto3Optional() || syntax.isEmpty() || syntax.equals("proto2");
        return explicit && field.getRealContainingOneof() == null ? "optional " : "";
    }

    /** A field's type by its full name. */
    static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case ENUM -> field.getEnumType().getFullName();
            case MESSAGE ->
                field.isMapField()
                        ? "map<" + type(field.getMessageType().getFields().get(0)) + ", "
                                + type(field.getMessageType().getFields().get(1)) + ">"
                        : field.getMessageType().getFullName();
            default -> MessageParser.nameOf(field.getType().toProto());
        };
    }

    static String of(Descriptor type) {
        return cut("message " + type.getName());
    }

    static String of(EnumDescriptor type) {
        return cut("enum " + type.getName() + " { "
                + type.getValues().stream().limit(20).map(Fragments::of).collect(Collectors.joining(" "))
                + (type.getValues().size() > 20 ? " …" : "") + " }");
    }

    static String of(EnumValueDescriptor value) {
        return cut(value.getName() + " = " + value.getNumber() + ";");
    }

    static String of(OneofDescriptor oneof) {
        return cut("oneof " + oneof.getName() + " { "
                + oneof.getFields().stream().limit(20).map(Fragments::of).collect(Collectors.joining(" "))
                + (oneof.getFieldCount() > 20 ? " …" : "") + " }");
    }

    static String ofPackage(FileDescriptor file) {
        return file.getPackage().isEmpty() ? "no package" : cut("package " + file.getPackage() + ";");
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
