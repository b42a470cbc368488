package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns options as they are written into what they mean. One that nobody declares is left out, as it changes no data; a
 * value that does not fit an option of Protobuf's own is an error. Pure.
 */
final class OptionMeaning {
    private static final String WRITTEN = "uninterpreted_option";

    private OptionMeaning() {}

    static FileDescriptorProto interpret(FileDescriptorProto file, Extensions extensions) {
        return OptionWalk.rewrite(file, (scope, options) -> interpret(scope, options, extensions, false));
    }

    /** As {@link #interpret}, but what nobody declares stays as it is written. */
    static FileDescriptorProto interpretKnown(FileDescriptorProto file, Extensions extensions) {
        return OptionWalk.rewrite(file, (scope, options) -> interpret(scope, options, extensions, true));
    }

    private static Message interpret(String scope, Message options, Extensions extensions, boolean keep) {
        FieldDescriptor written = options.getDescriptorForType().findFieldByName(WRITTEN);
        List<?> all = (List<?>) options.getField(written);
        Message.Builder made = options.toBuilder().clearField(written);
        for (Object each : all) {
            UninterpretedOption option = (UninterpretedOption) each;
            if (!set(made, scope, option, 0, extensions) && keep) {
                made.addRepeatedField(written, option);
            }
        }
        return made.build();
    }

    /** False when the option means nothing here. */
    private static boolean set(
            Message.Builder in, String scope, UninterpretedOption option, int part, Extensions extensions) {
        NamePart name = option.getName(part);
        FieldDescriptor field = name.getIsExtension()
                ? extensions.find(scope, name.getNamePart())
                : in.getDescriptorForType().findFieldByName(name.getNamePart());
        if (field == null
                || !field.getContainingType().equals(in.getDescriptorForType())
                || field.getName().equals(WRITTEN)) {
            return false;
        }
        if (part + 1 == option.getNameCount()) {
            Object value = value(field, option, extensions);
            if (value != null && field.isRepeated()) {
                in.addRepeatedField(field, value);
            } else if (value != null) {
                in.setField(field, value);
            } else if (option.getNameList().stream().noneMatch(NamePart::getIsExtension)) {
                throw new BadProto("the option " + OptionText.of(option) + " does not fit its type "
                        + MessageParser.nameOf(field.getType().toProto()));
            }
            return value != null;
        }
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isRepeated()) {
            return false;
        }
        Message.Builder inner = ((Message) in.getField(field)).toBuilder();
        if (!set(inner, scope, option, part + 1, extensions)) {
            return false;
        }
        in.setField(field, inner.build());
        return true;
    }

    private static @Nullable Object value(FieldDescriptor field, UninterpretedOption option, Extensions extensions) {
        boolean whole = option.hasPositiveIntValue() || option.hasNegativeIntValue();
        long number = option.hasPositiveIntValue() ? option.getPositiveIntValue() : option.getNegativeIntValue();
        return switch (field.getJavaType()) {
            case BOOLEAN ->
                switch (option.getIdentifierValue()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                };
            case STRING -> option.hasStringValue() ? option.getStringValue().toStringUtf8() : null;
            case BYTE_STRING -> option.hasStringValue() ? option.getStringValue() : null;
            case INT -> whole ? (Object) (int) number : null;
            case LONG -> whole ? (Object) number : null;
            case DOUBLE -> decimal(option, whole, number);
            case FLOAT -> {
                Double value = decimal(option, whole, number);
                yield value == null ? null : (Object) value.floatValue();
            }
            case ENUM -> {
                EnumValueDescriptor found = field.getEnumType().findValueByName(option.getIdentifierValue());
                yield found;
            }
            case MESSAGE -> option.hasAggregateValue() ? aggregate(field, option, extensions) : null;
        };
    }

    private static @Nullable Double decimal(UninterpretedOption option, boolean whole, long number) {
        if (option.hasDoubleValue()) {
            return option.getDoubleValue();
        }
        return switch (option.getIdentifierValue()) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> whole ? (Double) (double) number : null;
        };
    }

    private static @Nullable Object aggregate(
            FieldDescriptor field, UninterpretedOption option, Extensions extensions) {
        Message.Builder made = DynamicMessage.newBuilder(field.getMessageType());
        try {
            TextFormat.merge(option.getAggregateValue(), extensions.registry(), made);
            return made.build();
        } catch (TextFormat.ParseException e) {
            return null;
        }
    }
}
