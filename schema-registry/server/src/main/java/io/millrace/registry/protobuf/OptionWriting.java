package io.millrace.registry.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns options that were read from bytes into those that somebody would have written. Pure. */
final class OptionWriting {
    private OptionWriting() {}

    static FileDescriptorProto write(FileDescriptorProto file) {
        return OptionWalk.rewrite(file, (scope, options) -> {
            Message.Builder made = options.getDefaultInstanceForType().toBuilder();
            FieldDescriptor written = options.getDescriptorForType().findFieldByName("uninterpreted_option");
            for (Map.Entry<FieldDescriptor, Object> entry :
                    options.getAllFields().entrySet()) {
                FieldDescriptor field = entry.getKey();
                if (field.equals(written)) {
                    ((List<?>) entry.getValue()).forEach(each -> made.addRepeatedField(written, each));
                } else if (field.getName().equals("map_entry")) {
                    made.setField(field, entry.getValue());
                } else {
                    options(UninterpretedOption.getDefaultInstance(), field, entry.getValue())
                            .forEach(each -> made.addRepeatedField(written, each));
                }
            }
            return made.build();
        });
    }

    private static List<UninterpretedOption> options(UninterpretedOption prefix, FieldDescriptor field, Object value) {
        UninterpretedOption.Builder named = prefix.toBuilder();
        named.addNameBuilder()
                .setNamePart(field.isExtension() ? field.getFullName() : field.getName())
                .setIsExtension(field.isExtension());
        List<UninterpretedOption> all = new ArrayList<>();
        if (field.isRepeated()) {
            ((List<?>) value).forEach(each -> all.add(option(named, field, each)));
        } else if (field.getName().equals("features") && !field.isExtension()) {
            ((Message) value).getAllFields().forEach((inner, each) -> all.addAll(options(named.build(), inner, each)));
        } else {
            all.add(option(named, field, value));
        }
        return all;
    }

    private static UninterpretedOption option(UninterpretedOption.Builder named, FieldDescriptor field, Object value) {
        UninterpretedOption.Builder option = named.clone();
        return (switch (field.getJavaType()) {
                    case BOOLEAN -> option.setIdentifierValue(value.toString());
                    case ENUM -> option.setIdentifierValue(((EnumValueDescriptor) value).getName());
                    case STRING -> option.setStringValue(ByteString.copyFromUtf8((String) value));
                    case BYTE_STRING -> option.setStringValue((ByteString) value);
                    case FLOAT -> option.setDoubleValue(Double.parseDouble(value.toString()));
                    case DOUBLE -> option.setDoubleValue((Double) value);
                    case INT, LONG -> whole(option, field, ((Number) value).longValue());
                    case MESSAGE -> option.setAggregateValue(String.join("\n", lines((Message) value)));
                })
                .build();
    }

    private static UninterpretedOption.Builder whole(
            UninterpretedOption.Builder option, FieldDescriptor field, long value) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> option.setPositiveIntValue(value & 0xffffffffL);
            case UINT64, FIXED64 -> option.setPositiveIntValue(value);
            default -> value < 0 ? option.setNegativeIntValue(value) : option.setPositiveIntValue(value);
        };
    }

    /** As {@link OptionParser} lays aggregates out. */
    private static List<String> lines(Message message) {
        List<String> lines = new ArrayList<>();
        message.getAllFields().forEach((field, value) -> {
            String name = field.isExtension() ? "[" + field.getFullName() + "]" : field.getName();
            if (!field.isRepeated()) {
                add(lines, prefixed(name + ": ", value(field, value)));
                return;
            }
            List<String> inner = new ArrayList<>();
            ((List<?>) value).forEach(each -> add(inner, value(field, each)));
            List<String> list = new ArrayList<>();
            list.add("[");
            inner.forEach(line -> list.add("  " + line));
            list.add("]");
            add(lines, prefixed(name + ": ", list));
        });
        return lines;
    }

    private static List<String> value(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                List<String> lines = new ArrayList<>();
                lines.add("{");
                lines((Message) value).forEach(line -> lines.add("  " + line));
                lines.add("}");
                yield lines;
            }
            case ENUM -> List.of(((EnumValueDescriptor) value).getName());
            case STRING -> List.of(Quoted.of((String) value));
            case BYTE_STRING -> List.of(Quoted.of((ByteString) value));
            case FLOAT, DOUBLE -> List.of(OptionText.decimal(Double.parseDouble(value.toString())));
            case INT, LONG ->
                List.of(
                        field.getType() == FieldDescriptor.Type.UINT32
                                        || field.getType() == FieldDescriptor.Type.FIXED32
                                ? TextFormat.unsignedToString(((Number) value).intValue())
                                : field.getType() == FieldDescriptor.Type.UINT64
                                                || field.getType() == FieldDescriptor.Type.FIXED64
                                        ? TextFormat.unsignedToString(((Number) value).longValue())
                                        : value.toString());
            case BOOLEAN -> List.of(value.toString());
        };
    }

    private static List<String> prefixed(String prefix, List<String> lines) {
        List<String> made = new ArrayList<>(lines);
        made.set(0, prefix + made.get(0));
        return made;
    }

    private static void add(List<String> lines, List<String> more) {
        if (!lines.isEmpty()) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + ",");
        }
        lines.addAll(more);
    }
}
