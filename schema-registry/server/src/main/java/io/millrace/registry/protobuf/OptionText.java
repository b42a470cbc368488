package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import java.util.List;
import java.util.stream.Collectors;

/** Options as they stand in a {@code .proto} text. Pure. */
final class OptionText {
    private OptionText() {}

    /** {@code name = value}, in one line or several. */
    static String of(UninterpretedOption option) {
        return name(option) + " = " + value(option);
    }

    static String name(UninterpretedOption option) {
        return option.getNameList().stream().map(OptionText::part).collect(Collectors.joining("."));
    }

    private static String part(NamePart part) {
        return part.getIsExtension() ? "(" + part.getNamePart() + ")" : part.getNamePart();
    }

    private static String value(UninterpretedOption option) {
        if (option.hasStringValue()) {
            return Quoted.of(option.getStringValue());
        }
        if (option.hasAggregateValue()) {
            String inner = option.getAggregateValue();
            return inner.isEmpty() ? "{}" : "{\n" + indented(inner) + "}";
        }
        return plain(option);
    }

    /** A value that is no string and no aggregate. */
    static String plain(UninterpretedOption option) {
        if (option.hasIdentifierValue()) {
            return option.getIdentifierValue();
        }
        if (option.hasPositiveIntValue()) {
            return Long.toUnsignedString(option.getPositiveIntValue());
        }
        if (option.hasNegativeIntValue()) {
            return Long.toString(option.getNegativeIntValue());
        }
        return decimal(option.getDoubleValue());
    }

    static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value);
    }

    /** Behind a field: nothing, {@code [one]}, or a line for each. */
    static String inBrackets(List<String> options) {
        if (options.isEmpty()) {
            return "";
        }
        return options.size() == 1 ? " [" + options.get(0) + "]" : " [\n" + indented(String.join(",\n", options)) + "]";
    }

    private static String indented(String lines) {
        return lines.lines().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }
}
