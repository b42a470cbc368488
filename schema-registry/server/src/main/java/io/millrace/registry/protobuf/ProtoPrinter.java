package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes a {@code .proto} text in the order and with the blank lines of Confluent's registry, so that both keep the same
 * bytes: fields before oneofs before nested messages before enums, no comments. Options are those that are not
 * interpreted. One thread, once.
 */
final class ProtoPrinter {
    private final StringBuilder out = new StringBuilder();
    private final boolean labels;
    private int depth;

    private ProtoPrinter(FileDescriptorProto file) {
        this.labels = file.getSyntax().isEmpty() || file.getSyntax().equals("proto2");
    }

    static String print(FileDescriptorProto file) {
        ProtoPrinter printer = new ProtoPrinter(file);
        printer.file(file);
        return printer.out.toString();
    }

    private void file(FileDescriptorProto file) {
        if (file.hasEdition()) {
            line("edition = \"" + edition(file.getEdition()) + "\";");
        } else if (file.hasSyntax()) {
            line("syntax = \"" + file.getSyntax() + "\";");
        }
        if (file.hasPackage()) {
            line("package " + file.getPackage() + ";");
        }
        imports(file);
        section(file.getOptions().getUninterpretedOptionList());
        if (file.getMessageTypeCount() + file.getEnumTypeCount() > 0) {
            gap();
            Set<String> groups = groups(file.getExtensionList());
            file.getMessageTypeList().stream()
                    .filter(each -> !groups.contains(each.getName()))
                    .forEach(this::message);
            file.getEnumTypeList().forEach(this::enumeration);
        }
        if (file.getExtensionCount() > 0) {
            gap();
            extensions(file.getExtensionList(), byName(file.getMessageTypeList()));
        }
        if (file.getServiceCount() > 0) {
            gap();
            file.getServiceList().forEach(this::service);
        }
    }

    private static String edition(Edition edition) {
        return edition.name().replace("EDITION_", "").toLowerCase(Locale.ROOT);
    }

    private void imports(FileDescriptorProto file) {
        if (file.getDependencyCount() == 0) {
            return;
        }
        gap();
        Set<Integer> open = Set.copyOf(file.getPublicDependencyList());
        Set<Integer> weak = Set.copyOf(file.getWeakDependencyList());
        imports(file, "import ", i -> !open.contains(i) && !weak.contains(i));
        imports(file, "import public ", open::contains);
        imports(file, "import weak ", weak::contains);
    }

    private void imports(FileDescriptorProto file, String statement, IntPredicate of) {
        for (int i = 0; i < file.getDependencyCount(); i++) {
            if (of.test(i)) {
                line(statement + Quoted.of(file.getDependency(i)) + ";");
            }
        }
    }

    private void message(DescriptorProto message) {
        open("message " + message.getName());
        body(message);
        close();
    }

    private void body(DescriptorProto message) {
        Map<String, DescriptorProto> inside = byName(message.getNestedTypeList());
        if (message.getReservedRangeCount() + message.getReservedNameCount() > 0) {
            gap();
            reserved(message.getReservedRangeList().stream()
                    .map(range -> range(range.getStart(), range.getEnd() - 1, -1))
                    .toList());
            reserved(message.getReservedNameList().stream().map(Quoted::of).toList());
        }
        section(message.getOptions().getUninterpretedOptionList());
        fields(message, inside, field -> !isGroup(field) && !inOneof(field));
        oneofs(message, inside);
        fields(message, inside, field -> isGroup(field) && !inOneof(field));
        if (message.getExtensionRangeCount() > 0) {
            gap();
            message.getExtensionRangeList()
                    .forEach(range -> line("extensions "
                            + range(range.getStart(), range.getEnd() - 1, MessageParser.MAX_NUMBER)
                            + OptionText.inBrackets(texts(range.getOptions().getUninterpretedOptionList()))
                            + ";"));
        }
        if (message.getExtensionCount() > 0) {
            gap();
            extensions(message.getExtensionList(), inside);
        }
        nested(message);
    }

    private void nested(DescriptorProto message) {
        Set<String> groups = groups(message.getFieldList());
        groups.addAll(groups(message.getExtensionList()));
        List<DescriptorProto> messages = message.getNestedTypeList().stream()
                .filter(each -> !each.getOptions().getMapEntry() && !groups.contains(each.getName()))
                .toList();
        if (!messages.isEmpty() || message.getEnumTypeCount() > 0) {
            gap();
            messages.forEach(this::message);
            message.getEnumTypeList().forEach(this::enumeration);
        }
    }

    private void fields(
            DescriptorProto message, Map<String, DescriptorProto> inside, Predicate<FieldDescriptorProto> which) {
        List<FieldDescriptorProto> fields =
                message.getFieldList().stream().filter(which).toList();
        if (!fields.isEmpty()) {
            gap();
            fields.forEach(field -> field(field, inside, false));
        }
    }

    private void oneofs(DescriptorProto message, Map<String, DescriptorProto> inside) {
        Map<Integer, List<FieldDescriptorProto>> fields = message.getFieldList().stream()
                .filter(FieldDescriptorProto::hasOneofIndex)
                .collect(Collectors.groupingBy(FieldDescriptorProto::getOneofIndex));
        boolean first = true;
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            List<FieldDescriptorProto> own = fields.getOrDefault(i, List.of());
            if (!own.isEmpty() && own.get(0).getProto3Optional()) {
                continue;
            }
            if (first) {
                gap();
                first = false;
            }
            OneofDescriptorProto oneof = message.getOneofDecl(i);
            open("oneof " + oneof.getName());
            section(oneof.getOptions().getUninterpretedOptionList());
            if (!own.isEmpty()) {
                gap();
                own.forEach(field -> field(field, inside, true));
            }
            close();
        }
    }

    private static boolean inOneof(FieldDescriptorProto field) {
        return field.hasOneofIndex() && !field.getProto3Optional();
    }

    private static boolean isGroup(FieldDescriptorProto field) {
        return field.getType() == Type.TYPE_GROUP && field.hasType();
    }

    private static Set<String> groups(List<FieldDescriptorProto> fields) {
        return fields.stream()
                .filter(ProtoPrinter::isGroup)
                .map(field -> ProtoNames.last(field.getTypeName()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<String, DescriptorProto> byName(List<DescriptorProto> types) {
        return types.stream().collect(Collectors.toMap(DescriptorProto::getName, each -> each, (a, b) -> a));
    }

    private void field(FieldDescriptorProto field, Map<String, DescriptorProto> inside, boolean inOneof) {
        DescriptorProto own = field.getTypeName().isEmpty() ? null : inside.get(ProtoNames.last(field.getTypeName()));
        boolean map = own != null
                && own.getOptions().getMapEntry()
                && own.getFieldCount() == 2
                && field.getLabel() == Label.LABEL_REPEATED;
        String start = own != null && map
                ? "map<" + type(own.getField(0)) + ", " + type(own.getField(1)) + ">"
                : label(field, inOneof) + type(field);
        String options = OptionText.inBrackets(fieldOptions(field));
        if (!isGroup(field)) {
            line(start + " " + field.getName() + " = " + field.getNumber() + options + ";");
            return;
        }
        open(start + " " + ProtoNames.last(field.getTypeName()) + " = " + field.getNumber() + options);
        if (own != null) {
            body(own);
        }
        close();
    }

    private String label(FieldDescriptorProto field, boolean inOneof) {
        return switch (field.getLabel()) {
            case LABEL_REPEATED -> "repeated ";
            case LABEL_REQUIRED -> "required ";
            case LABEL_OPTIONAL -> !inOneof && (labels || field.getProto3Optional()) ? "optional " : "";
        };
    }

    private static String type(FieldDescriptorProto field) {
        return isGroup(field)
                ? "group"
                : field.getTypeName().isEmpty() ? MessageParser.nameOf(field.getType()) : field.getTypeName();
    }

    private static List<String> fieldOptions(FieldDescriptorProto field) {
        List<String> options = new ArrayList<>(texts(field.getOptions().getUninterpretedOptionList()));
        if (field.hasDefaultValue()) {
            String value = field.getDefaultValue();
            options.add("default = "
                    + switch (field.getType()) {
                        case TYPE_STRING -> Quoted.of(value);
                        case TYPE_BYTES -> '"' + value + '"';
                        default -> value;
                    });
        }
        if (field.hasJsonName()) {
            options.add("json_name = " + Quoted.of(field.getJsonName()));
        }
        return options;
    }

    private void enumeration(EnumDescriptorProto type) {
        open("enum " + type.getName());
        reserved(type.getReservedRangeList().stream()
                .map(range -> range(range.getStart(), range.getEnd(), Integer.MAX_VALUE))
                .toList());
        reserved(type.getReservedNameList().stream().map(Quoted::of).toList());
        type.getOptions().getUninterpretedOptionList().forEach(option -> line("option " + OptionText.of(option) + ";"));
        for (EnumValueDescriptorProto value : type.getValueList()) {
            line(value.getName() + " = " + value.getNumber()
                    + OptionText.inBrackets(texts(value.getOptions().getUninterpretedOptionList())) + ";");
        }
        close();
    }

    private void extensions(List<FieldDescriptorProto> fields, Map<String, DescriptorProto> inside) {
        for (int i = 0; i < fields.size(); ) {
            String extendee = fields.get(i).getExtendee();
            open("extend " + extendee);
            while (i < fields.size() && fields.get(i).getExtendee().equals(extendee)) {
                field(fields.get(i++), inside, false);
            }
            close();
        }
    }

    private void service(ServiceDescriptorProto service) {
        open("service " + service.getName());
        section(service.getOptions().getUninterpretedOptionList());
        if (service.getMethodCount() > 0) {
            gap();
            service.getMethodList().forEach(this::method);
        }
        close();
    }

    private void method(MethodDescriptorProto method) {
        String start = "rpc " + method.getName() + " (" + (method.getClientStreaming() ? "stream " : "")
                + method.getInputType() + ") returns (" + (method.getServerStreaming() ? "stream " : "")
                + method.getOutputType() + ")";
        List<UninterpretedOption> options = method.getOptions().getUninterpretedOptionList();
        if (options.isEmpty()) {
            line(start + ";");
        } else {
            open(start);
            options.forEach(option -> line("option " + OptionText.of(option) + ";"));
            depth--;
            line("};");
        }
    }

    private void section(List<UninterpretedOption> options) {
        if (!options.isEmpty()) {
            gap();
            options.forEach(option -> line("option " + OptionText.of(option) + ";"));
        }
    }

    private static List<String> texts(List<UninterpretedOption> options) {
        return options.stream().map(OptionText::of).toList();
    }

    private void reserved(List<String> values) {
        if (!values.isEmpty()) {
            line("reserved " + String.join(", ", values) + ";");
        }
    }

    private static String range(int first, int last, int max) {
        return first == last ? Integer.toString(first) : first + " to " + (last == max ? "max" : last);
    }

    /** An empty line between two parts of a block, none at its begin. */
    private void gap() {
        if (out.length() >= 2 && out.charAt(out.length() - 2) != '{' || depth == 0 && out.length() > 0) {
            out.append('\n');
        }
    }

    private void open(String start) {
        line(start + " {");
        depth++;
    }

    private void close() {
        depth--;
        // Nothing inside: in one line.
        if (out.length() >= 2 && out.charAt(out.length() - 2) == '{') {
            out.setLength(out.length() - 1);
            out.append("}\n");
        } else {
            line("}");
        }
    }

    private void line(String text) {
        text.lines().forEach(each -> out.append("  ".repeat(depth)).append(each).append('\n'));
    }
}
