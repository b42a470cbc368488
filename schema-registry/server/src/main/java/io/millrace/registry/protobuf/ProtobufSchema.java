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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Protobuf schema: as it was written, and linked with what it imports. <i>Immutable.</i> */
public final class ProtobufSchema implements ParsedSchema {
    private final FileDescriptorProto written;
    private final FileDescriptor linked;
    private final String canonical;
    /** Made when it is first asked for; two threads may both make it. */
    private volatile @Nullable String normalized;

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
        String known = normalized;
        if (known == null) {
            FileDescriptorProto plain =
                    OptionMeaning.interpretKnown(FullNames.of(written, linked), new Extensions(linked));
            known = ProtoPrinter.print(NormalForm.of(OptionWriting.write(plain)));
            normalized = known;
        }
        return known;
    }

    /** Names in full or not, and what has no order in another one; with the same imports, wherever they are kept. */
    @Override
    public boolean isAnotherWritingOf(ParsedSchema other) {
        return other instanceof ProtobufSchema one
                && written.getPackage().equals(one.written.getPackage())
                && written.getMessageTypeCount() == one.written.getMessageTypeCount()
                && sameImports(linked, one.linked, new HashSet<>())
                && normalized().equals(one.normalized());
    }

    private static boolean sameImports(FileDescriptor file, FileDescriptor other, Set<String> seen) {
        List<FileDescriptor> imports = sorted(file);
        List<FileDescriptor> others = sorted(other);
        if (imports.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < imports.size(); i++) {
            FileDescriptor one = imports.get(i);
            FileDescriptor two = others.get(i);
            if (one != two
                    && seen.add(one.getName())
                    && !(one.toProto().equals(two.toProto()) && sameImports(one, two, seen))) {
                return false;
            }
        }
        return true;
    }

    private static List<FileDescriptor> sorted(FileDescriptor file) {
        return file.getDependencies().stream()
                .sorted(Comparator.comparing(FileDescriptor::getName))
                .toList();
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
