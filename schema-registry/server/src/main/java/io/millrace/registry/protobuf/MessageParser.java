package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads messages and what stands in them. One thread. */
final class MessageParser {
    /** The largest number of a field. */
    static final int MAX_NUMBER = (1 << 29) - 1;

    static final Map<String, Type> SCALARS = new TreeMap<>();

    static {
        for (Type type : Type.values()) {
            if (type != Type.TYPE_MESSAGE && type != Type.TYPE_ENUM && type != Type.TYPE_GROUP) {
                SCALARS.put(nameOf(type), type);
            }
        }
    }

    private final Words words;
    private final OptionParser options;
    private final FileDescriptorProto.Builder file;

    MessageParser(Words words, OptionParser options, FileDescriptorProto.Builder file) {
        this.words = words;
        this.options = options;
        this.file = file;
    }

    /** {@code int32} for the type of that name. */
    static String nameOf(Type type) {
        return type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    }

    void message(DescriptorProto.Builder made) {
        made.setName(words.word());
        body(made);
    }

    private void body(DescriptorProto.Builder made) {
        words.enter("{");
        while (!words.at("}")) {
            member(made);
        }
        words.leave("}");
        presence(made);
    }

    private void member(DescriptorProto.Builder made) {
        if (words.takeIf(";")) {
            return;
        }
        Token start = words.peek();
        if (words.at(".")) {
            field(made.addFieldBuilder(), made::addNestedTypeBuilder, words.dotted());
            return;
        }
        String word = words.word();
        boolean named = words.peek().kind() == Token.Kind.WORD;
        switch (word) {
            case "message" -> {
                if (named) {
                    message(made.addNestedTypeBuilder());
                    return;
                }
            }
            case "enum" -> {
                if (named) {
                    ProtoParser.enumeration(words, options, made.addEnumTypeBuilder());
                    return;
                }
            }
            case "oneof" -> {
                oneof(made);
                return;
            }
            case "option" -> {
                made.getOptionsBuilder().addUninterpretedOption(options.statement());
                return;
            }
            case "extend" -> {
                extend(made::addExtensionBuilder, made::addNestedTypeBuilder);
                return;
            }
            case "extensions" -> {
                extensions(made);
                return;
            }
            case "reserved" -> {
                reserved(made);
                return;
            }
            case "map" -> {
                if (words.at("<")) {
                    map(made);
                    return;
                }
            }
            case "optional", "required", "repeated" -> {
                labelled(made.addFieldBuilder(), made::addNestedTypeBuilder, word);
                return;
            }
            default -> {}
        }
        if (!named && !words.at(".")) {
            throw start.bad("expected a field but found " + start);
        }
        field(made.addFieldBuilder(), made::addNestedTypeBuilder, rest(word));
    }

    private String rest(String first) {
        StringBuilder name = new StringBuilder(first);
        while (words.takeIf(".")) {
            name.append('.').append(words.word());
        }
        return name.toString();
    }

    private void labelled(FieldDescriptorProto.Builder field, Supplier<DescriptorProto.Builder> nested, String label) {
        field.setLabel(
                switch (label) {
                    case "required" -> Label.LABEL_REQUIRED;
                    case "repeated" -> Label.LABEL_REPEATED;
                    default -> Label.LABEL_OPTIONAL;
                });
        field.setProto3Optional(label.equals("optional") && file.getSyntax().equals("proto3"));
        if (!field.getProto3Optional()) {
            field.clearProto3Optional();
        }
        Token start = words.peek();
        String type = words.dotted();
        if (type.equals("map") && words.at("<")) {
            throw start.bad("a map has no label");
        }
        field(field, nested, type);
    }

    /** What comes after the type. */
    private void field(FieldDescriptorProto.Builder field, Supplier<DescriptorProto.Builder> nested, String type) {
        if (!field.hasLabel()) {
            field.setLabel(Label.LABEL_OPTIONAL);
        }
        boolean group = type.equals("group") && words.peek().kind() == Token.Kind.WORD;
        Token start = words.peek();
        String name = words.word();
        if (group && !Character.isUpperCase(name.charAt(0))) {
            throw start.bad("the name of the group '" + name + "' must begin with a capital letter");
        }
        field.setName(group ? name.toLowerCase(Locale.ROOT) : name);
        type(field, group ? name : type, group);
        words.expect("=");
        field.setNumber(words.integer());
        options.inBrackets(option -> fieldOption(field, option));
        if (group) {
            body(nested.get().setName(name));
        } else {
            words.expect(";");
        }
    }

    private static void type(FieldDescriptorProto.Builder field, String type, boolean group) {
        Type scalar = group ? null : SCALARS.get(type);
        if (scalar != null) {
            field.setType(scalar);
        } else {
            field.setTypeName(type);
            if (group) {
                field.setType(Type.TYPE_GROUP);
            }
        }
    }

    private void fieldOption(FieldDescriptorProto.Builder field, UninterpretedOption option) {
        String name = option.getNameCount() == 1 && !option.getName(0).getIsExtension()
                ? option.getName(0).getNamePart()
                : "";
        switch (name) {
            case "json_name" -> field.setJsonName(option.getStringValue().toStringUtf8());
            case "default" ->
                field.setDefaultValue(
                        !option.hasStringValue()
                                ? OptionText.plain(option)
                                : field.getType() == Type.TYPE_BYTES
                                        ? Quoted.escaped(option.getStringValue())
                                        : option.getStringValue().toStringUtf8());
            default -> field.getOptionsBuilder().addUninterpretedOption(option);
        }
    }

    private void map(DescriptorProto.Builder made) {
        words.expect("<");
        String key = words.dotted();
        words.expect(",");
        String value = words.dotted();
        words.expect(">");
        String name = words.word();
        FieldDescriptorProto.Builder field =
                made.addFieldBuilder().setName(name).setLabel(Label.LABEL_REPEATED);
        words.expect("=");
        field.setNumber(words.integer());
        options.inBrackets(option -> fieldOption(field, option));
        words.expect(";");
        String entry = ProtoNames.entry(name);
        field.setType(Type.TYPE_MESSAGE).setTypeName(entry);
        DescriptorProto.Builder type = made.addNestedTypeBuilder().setName(entry);
        type.getOptionsBuilder().setMapEntry(true);
        type(type.addFieldBuilder().setName("key").setNumber(1).setLabel(Label.LABEL_OPTIONAL), key, false);
        type(type.addFieldBuilder().setName("value").setNumber(2).setLabel(Label.LABEL_OPTIONAL), value, false);
    }

    private void oneof(DescriptorProto.Builder made) {
        int index = made.getOneofDeclCount();
        OneofDescriptorProto.Builder oneof = made.addOneofDeclBuilder().setName(words.word());
        words.enter("{");
        while (!words.at("}")) {
            if (words.takeIf(";")) {
                continue;
            }
            if (words.takeIf("option")) {
                oneof.getOptionsBuilder().addUninterpretedOption(options.statement());
            } else {
                Token start = words.peek();
                String type = words.dotted();
                if (Set.of("optional", "required", "repeated").contains(type)
                        && words.peek().kind() == Token.Kind.WORD) {
                    throw start.bad("a field of a oneof has no label");
                }
                if (type.equals("map") && words.at("<")) {
                    throw start.bad("a oneof holds no map");
                }
                field(made.addFieldBuilder().setOneofIndex(index), made::addNestedTypeBuilder, type);
            }
        }
        words.leave("}");
    }

    void extend(Supplier<FieldDescriptorProto.Builder> fields, Supplier<DescriptorProto.Builder> nested) {
        String extendee = words.dotted();
        words.enter("{");
        while (!words.at("}")) {
            if (words.takeIf(";")) {
                continue;
            }
            FieldDescriptorProto.Builder field = fields.get().setExtendee(extendee);
            if (words.at("optional") || words.at("required") || words.at("repeated")) {
                labelled(field, nested, words.word());
            } else {
                field(field, nested, words.dotted());
            }
        }
        words.leave("}");
    }

    private void extensions(DescriptorProto.Builder made) {
        int first = made.getExtensionRangeCount();
        do {
            int start = words.integer();
            made.addExtensionRangeBuilder().setStart(start).setEnd(end(start));
        } while (words.takeIf(","));
        options.inBrackets(option -> {
            for (int i = first; i < made.getExtensionRangeCount(); i++) {
                made.getExtensionRangeBuilder(i).getOptionsBuilder().addUninterpretedOption(option);
            }
        });
        words.expect(";");
    }

    private void reserved(DescriptorProto.Builder made) {
        do {
            Token token = words.peek();
            if (token.kind() == Token.Kind.STRING) {
                made.addReservedName(words.string());
            } else if (token.kind() == Token.Kind.WORD) {
                made.addReservedName(words.word());
            } else {
                int start = words.integer();
                made.addReservedRangeBuilder().setStart(start).setEnd(end(start));
            }
        } while (words.takeIf(","));
        words.expect(";");
    }

    /** The first number behind a range. */
    private int end(int start) {
        if (!words.takeIf("to")) {
            return start + 1;
        }
        return (words.takeIf("max") ? MAX_NUMBER : words.integer()) + 1;
    }

    /** An optional field of proto3 stands in a oneof of its own, behind the others. */
    private static void presence(DescriptorProto.Builder made) {
        Set<String> taken = new HashSet<>();
        made.getOneofDeclBuilderList().forEach(oneof -> taken.add(oneof.getName()));
        made.getFieldBuilderList().forEach(field -> taken.add(field.getName()));
        for (FieldDescriptorProto.Builder field : made.getFieldBuilderList()) {
            if (field.getProto3Optional()) {
                String name = "_" + field.getName();
                while (!taken.add(name)) {
                    name = "X" + name;
                }
                field.setOneofIndex(made.getOneofDeclCount());
                made.addOneofDeclBuilder().setName(name);
            }
        }
    }
}
