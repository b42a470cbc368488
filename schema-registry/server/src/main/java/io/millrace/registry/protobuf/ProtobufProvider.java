package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import java.io.IOException;
import java.util.Map;

/**
 * Protobuf schemas: a {@code .proto} text, or the bytes of a file's descriptor in base64, which becomes such a text.
 * Imports are references by their names, or files that everybody knows. <i>Any thread.</i>
 */
public final class ProtobufProvider implements SchemaProvider {
    /** The type's name. */
    public static final String TYPE = "PROTOBUF";

    private static final String NAME = "default";
    private static final int LONGEST = 1_000;

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public ParsedSchema parse(String text, Map<String, String> references, boolean strict) {
        if (text.isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        try {
            return read(text, references, strict);
        } catch (BadProto e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw invalid("nested too deep");
        } catch (RuntimeException | IOException e) {
            // The library throws other kinds on odd input: whatever it is, the text is no schema.
            String message = e.getMessage();
            throw invalid(message == null ? e.getClass().getSimpleName() : message);
        }
    }

    private static Refusal invalid(String details) {
        String said = details.length() <= LONGEST ? details : details.substring(0, LONGEST) + "…";
        return Refusal.invalidSchema("Invalid schema of type PROTOBUF, details: " + said);
    }

    private static ProtobufSchema read(String text, Map<String, String> references, boolean strict) throws IOException {
        FileDescriptorProto file = SourceText.read(NAME, text).toBuilder()
                .setName(NAME)
                .clearSourceCodeInfo()
                .build();
        Linker linker = new Linker(references);
        FileDescriptor linked = linker.link(file);
        if (SourceText.decoded(text) != null) {
            // Only now is it known what the custom options are called; what is printed is read as any text is.
            file = SourceText.parse(file.toByteArray(), new Extensions(linked).registry());
            file = ProtoParser.parse(NAME, ProtoPrinter.print(OptionWriting.write(file)));
            linked = linker.link(file);
        }
        if (strict) {
            ProtoRules.check(linked);
        }
        return new ProtobufSchema(file, linked);
    }
}
