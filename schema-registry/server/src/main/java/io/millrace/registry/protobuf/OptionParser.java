package io.millrace.registry.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads options as they are written; what they mean is found out later. One thread. */
final class OptionParser {
    private final Words words;

    OptionParser(Words words) {
        this.words = words;
    }

    /** {@code option name = value;}, after its first word. */
    UninterpretedOption statement() {
        UninterpretedOption option = option();
        words.expect(";");
        return option;
    }

    /** {@code [name = value, ...]}, if there is one. */
    void inBrackets(Consumer<UninterpretedOption> each) {
        if (!words.takeIf("[")) {
            return;
        }
        do {
            each.accept(option());
        } while (words.takeIf(","));
        words.expect("]");
    }

    private UninterpretedOption option() {
        UninterpretedOption.Builder option = UninterpretedOption.newBuilder();
        do {
            boolean extension = words.takeIf("(");
            option.addNameBuilder()
                    .setNamePart(extension ? words.dotted() : words.word())
                    .setIsExtension(extension);
            if (extension) {
                words.expect(")");
            }
        } while (words.takeIf("."));
        words.expect("=");
        value(option);
        return option.build();
    }

    private void value(UninterpretedOption.Builder option) {
        if (words.at("{")) {
            option.setAggregateValue(String.join("\n", fields("{", "}")));
            return;
        }
        boolean negative = words.takeIf("-");
        Token token = words.peek();
        switch (token.kind()) {
            case STRING -> option.setStringValue(words.bytes());
            case WORD -> {
                String word = words.take().text();
                if (negative) {
                    option.setDoubleValue(-decimal(token));
                } else {
                    option.setIdentifierValue(word);
                }
            }
            case INTEGER -> {
                long value = Words.natural(words.take());
                if (!negative) {
                    option.setPositiveIntValue(value);
                } else if (value >= 0 || value == Long.MIN_VALUE) {
                    option.setNegativeIntValue(-value);
                } else {
                    throw token.bad(token + " is out of range");
                }
            }
            case DECIMAL -> option.setDoubleValue((negative ? -1 : 1) * decimal(words.take()));
            default -> throw token.bad("expected a value but found " + token);
        }
    }

    static double decimal(Token token) {
        try {
            return switch (token.text()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(token.text());
            };
        } catch (NumberFormatException e) {
            throw token.bad("expected a number but found " + token);
        }
    }

    /** The lines of {@code { a: 1 b: 2 }} between its brackets. */
    private List<String> fields(String opening, String closing) {
        List<String> lines = new ArrayList<>();
        words.enter(opening);
        while (!words.at(closing)) {
            List<String> field = new ArrayList<>();
            String name = name();
            boolean colon = words.takeIf(":");
            if (!colon && !words.at("{") && !words.at("<")) {
                throw words.peek().bad("expected ':' but found " + words.peek());
            }
            field.addAll(inAggregate());
            field.set(0, name + ": " + field.get(0));
            add(lines, field);
            if (!words.takeIf(",")) {
                words.takeIf(";");
            }
        }
        words.leave(closing);
        return lines;
    }

    private String name() {
        if (!words.takeIf("[")) {
            return words.word();
        }
        String name = words.dotted();
        if (words.takeIf("/")) {
            name += "/" + words.dotted();
        }
        words.expect("]");
        return "[" + name + "]";
    }

    private List<String> inAggregate() {
        if (words.at("{")) {
            return block("{", fields("{", "}"), "}");
        }
        if (words.at("<")) {
            return block("{", fields("<", ">"), "}");
        }
        if (words.at("[")) {
            List<String> lines = new ArrayList<>();
            words.enter("[");
            while (!words.at("]")) {
                add(lines, inAggregate());
                if (!words.at("]")) {
                    words.expect(",");
                }
            }
            words.leave("]");
            return block("[", lines, "]");
        }
        if (words.peek().kind() == Token.Kind.STRING) {
            ByteString bytes = words.bytes();
            return new ArrayList<>(List.of(Quoted.of(bytes)));
        }
        String sign = words.takeIf("-") ? "-" : "";
        Token token = words.take();
        if (token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.END) {
            throw token.bad("expected a value but found " + token);
        }
        return new ArrayList<>(List.of(sign + token.text()));
    }

    private static List<String> block(String opening, List<String> inner, String closing) {
        List<String> lines = new ArrayList<>(inner.size() + 2);
        lines.add(opening);
        inner.forEach(line -> lines.add("  " + line));
        lines.add(closing);
        return lines;
    }

    private static void add(List<String> lines, List<String> more) {
        if (!lines.isEmpty()) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + ",");
        }
        lines.addAll(more);
    }
}
