package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a {@code .proto} text: proto2, proto3 or an edition. What comes out is as it is written: types by the names that
 * stand there, options not interpreted. One thread.
 */
final class ProtoParser {
    private final Words words;
    private final OptionParser options;
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    private final Set<String> imports = new HashSet<>();

    private ProtoParser(String text) {
        words = new Words(text);
        options = new OptionParser(words);
    }

    /** Throws {@link BadProto} that says where it is not one. */
    static FileDescriptorProto parse(String name, String text) {
        return new ProtoParser(text).file(name);
    }

    private FileDescriptorProto file(String name) {
        file.setName(name);
        if (words.at("syntax") || words.at("edition")) {
            version();
        }
        while (words.peek().kind() != Token.Kind.END) {
            Token start = words.peek();
            if (words.takeIf(";")) {
                continue;
            }
            switch (words.word()) {
                case "package" -> {
                    if (file.hasPackage()) {
                        throw start.bad("a second package");
                    }
                    if (words.at(".")) {
                        throw words.peek().bad("expected a name but found '.'");
                    }
                    file.setPackage(words.dotted());
                    words.expect(";");
                }
                case "import" -> imported();
                case "option" -> file.getOptionsBuilder().addUninterpretedOption(options.statement());
                case "message" -> new MessageParser(words, options, file).message(file.addMessageTypeBuilder());
                case "enum" -> enumeration(words, options, file.addEnumTypeBuilder());
                case "extend" ->
                    new MessageParser(words, options, file)
                            .extend(file::addExtensionBuilder, file::addMessageTypeBuilder);
                case "service" -> service(file.addServiceBuilder());
                default -> throw start.bad("expected a definition but found " + start);
            }
        }
        return file.build();
    }

    private void version() {
        boolean edition = words.take().is("edition");
        words.expect("=");
        Token token = words.peek();
        String version = words.string();
        words.expect(";");
        if (!edition) {
            if (!version.equals("proto2") && !version.equals("proto3")) {
                throw token.bad("unknown syntax '" + version + "': expected proto2 or proto3");
            }
            file.setSyntax(version);
            return;
        }
        switch (version) {
            case "2023" -> file.setEdition(Edition.EDITION_2023);
            case "2024" -> file.setEdition(Edition.EDITION_2024);
            default -> throw token.bad("unknown edition '" + version + "': expected 2023 or 2024");
        }
        file.setSyntax("editions");
    }

    private void imported() {
        if (words.takeIf("public")) {
            file.addPublicDependency(file.getDependencyCount());
        } else if (words.takeIf("weak")) {
            file.addWeakDependency(file.getDependencyCount());
        }
        Token token = words.peek();
        String name = words.string();
        if (!imports.add(name)) {
            throw token.bad("\"" + name + "\" is imported twice");
        }
        file.addDependency(name);
        words.expect(";");
    }

    static void enumeration(Words words, OptionParser options, EnumDescriptorProto.Builder made) {
        made.setName(words.word());
        words.enter("{");
        while (!words.at("}")) {
            if (words.takeIf(";")) {
                continue;
            }
            String name = words.word();
            if (name.equals("option") && !words.at("=")) {
                made.getOptionsBuilder().addUninterpretedOption(options.statement());
            } else if (name.equals("reserved") && !words.at("=")) {
                reserved(words, made);
            } else {
                EnumValueDescriptorProto.Builder value = made.addValueBuilder().setName(name);
                words.expect("=");
                value.setNumber(words.integer());
                options.inBrackets(each -> value.getOptionsBuilder().addUninterpretedOption(each));
                words.expect(";");
            }
        }
        words.leave("}");
    }

    private static void reserved(Words words, EnumDescriptorProto.Builder made) {
        do {
            Token token = words.peek();
            if (token.kind() == Token.Kind.STRING) {
                made.addReservedName(words.string());
            } else if (token.kind() == Token.Kind.WORD) {
                made.addReservedName(words.word());
            } else {
                int start = words.integer();
                int end = !words.takeIf("to") ? start : words.takeIf("max") ? Integer.MAX_VALUE : words.integer();
                made.addReservedRangeBuilder().setStart(start).setEnd(end);
            }
        } while (words.takeIf(","));
        words.expect(";");
    }

    private void service(ServiceDescriptorProto.Builder made) {
        made.setName(words.word());
        words.enter("{");
        while (!words.at("}")) {
            if (words.takeIf(";")) {
                continue;
            }
            if (words.takeIf("option")) {
                made.getOptionsBuilder().addUninterpretedOption(options.statement());
            } else {
                words.expect("rpc");
                method(made.addMethodBuilder());
            }
        }
        words.leave("}");
    }

    private void method(MethodDescriptorProto.Builder made) {
        made.setName(words.word());
        words.expect("(");
        made.setClientStreaming(stream()).setInputType(words.dotted());
        words.expect(")");
        words.expect("returns");
        words.expect("(");
        made.setServerStreaming(stream()).setOutputType(words.dotted());
        words.expect(")");
        if (!words.at("{")) {
            words.expect(";");
            return;
        }
        words.enter("{");
        while (!words.at("}")) {
            if (!words.takeIf(";")) {
                words.expect("option");
                made.getOptionsBuilder().addUninterpretedOption(options.statement());
            }
        }
        words.leave("}");
        words.takeIf(";");
    }

    private boolean stream() {
        return words.takeIf("stream");
    }
}
