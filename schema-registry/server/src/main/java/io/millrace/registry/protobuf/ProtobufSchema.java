package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.util.Base64;
import java.util.List;

/** A Protobuf schema: as it was written, and linked with what it imports. <i>Immutable.</i> */
public final class ProtobufSchema implements ParsedSchema {
    private final FileDescriptorProto written;
    private final FileDescriptor linked;
    private final String canonical;

    ProtobufSchema(FileDescriptorProto written, FileDescriptor linked) {
        this.written = written;
        this.linked = linked;
        this.canonical = ProtoPrinter.print(written);
    }

    /** The file with its imports; its custom options are left out. */
    public FileDescriptor descriptor() {
        return linked;
    }

    @Override
    public String type() {
        return ProtobufProvider.TYPE;
    }

    @Override
    public String canonical() {
        return canonical;
    }

    /** The same: files are imported and never written out. */
    @Override
    public String resolved() {
        return canonical;
    }

    @Override
    public String normalized() {
        FileDescriptorProto known = OptionMeaning.interpretKnown(FullNames.of(written, linked), new Extensions(linked));
        return ProtoPrinter.print(NormalForm.of(OptionWriting.write(known)));
    }

    /** {@code serialized}: the file's descriptor in base64; {@code ignore_extensions}: without custom options. */
    @Override
    public String formatted(String format) {
        return switch (format) {
            case "serialized" -> Base64.getEncoder().encodeToString(complete().toByteArray());
            case "ignore_extensions" -> ProtoPrinter.print(withoutExtensions());
            default -> canonical;
        };
    }

    private FileDescriptorProto complete() {
        return OptionMeaning.interpret(FullNames.of(written, linked), new Extensions(linked));
    }

    private FileDescriptorProto withoutExtensions() {
        return OptionWalk.rewrite(written, (scope, options) -> {
                    FieldDescriptor field = options.getDescriptorForType().findFieldByName("uninterpreted_option");
                    Message.Builder made = options.toBuilder().clearField(field);
                    for (Object each : (List<?>) options.getField(field)) {
                        UninterpretedOption option = (UninterpretedOption) each;
                        if (option.getNameList().stream().noneMatch(NamePart::getIsExtension)) {
                            made.addRepeatedField(field, option);
                        }
                    }
                    return made.build();
                })
                .toBuilder()
                .clearExtension()
                .build();
    }

    @Override
    public List<Incompatibility> unreadable(ParsedSchema writer, Direction direction) {
        return ProtobufCompatibility.check(linked, ((ProtobufSchema) writer).linked, direction);
    }

    @Override
    public List<Change> changesSince(ParsedSchema older) {
        return ProtobufChanges.between(((ProtobufSchema) older).linked, linked);
    }

    @Override
    public List<Finding> lint(ParsedSchema older) {
        return ProtobufLint.between(((ProtobufSchema) older).linked, linked);
    }

    @Override
    public List<Finding> lint() {
        return ProtobufLint.of(linked);
    }
}
