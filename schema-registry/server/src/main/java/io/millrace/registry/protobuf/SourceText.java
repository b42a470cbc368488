package io.millrace.registry.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.ExtensionRegistry;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A schema's text: {@code .proto}, or a descriptor's bytes in base64. Pure. */
final class SourceText {
    private SourceText() {}

    /** Throws {@link BadProto} where it is neither. */
    static FileDescriptorProto read(String name, String text) {
        byte[] bytes = decoded(text);
        if (bytes != null) {
            try {
                FileDescriptorProto file = parse(bytes, ExtensionRegistry.getEmptyRegistry());
                if (file.getUnknownFields().asMap().isEmpty()) {
                    return plain(file);
                }
            } catch (IOException e) {
                // Then the parser of texts says what it is not.
            }
        }
        return ProtoParser.parse(name, text);
    }

    static FileDescriptorProto parse(byte[] bytes, ExtensionRegistry extensions) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(Words.MAX_DEPTH);
        FileDescriptorProto file = FileDescriptorProto.parseFrom(in, extensions);
        in.checkLastTagWas(0);
        return file;
    }

    /** Compilers write out each field's name in JSON; only one that does not follow from the name says anything. */
    private static FileDescriptorProto plain(FileDescriptorProto file) {
        FileDescriptorProto.Builder made = file.toBuilder();
        made.getExtensionBuilderList().forEach(SourceText::plain);
        made.getMessageTypeBuilderList().forEach(SourceText::plain);
        return made.build();
    }

    private static void plain(DescriptorProto.Builder message) {
        message.getFieldBuilderList().forEach(SourceText::plain);
        message.getExtensionBuilderList().forEach(SourceText::plain);
        message.getNestedTypeBuilderList().forEach(SourceText::plain);
    }

    private static void plain(FieldDescriptorProto.Builder field) {
        if (field.getJsonName().equals(ProtoNames.json(field.getName()))) {
            field.clearJsonName();
        }
    }

    /** The bytes behind a text of base64, null when it is something else. */
    static byte @Nullable [] decoded(String text) {
        String plain = text.strip();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/=\r\n".indexOf(c) >= 0)) {
                return null;
            }
        }
        try {
            return Base64.getMimeDecoder().decode(plain);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
