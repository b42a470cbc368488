package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Puts in order what has none: imports and options by name, fields by number, reserved ones. Messages stay where they
 * are, as records name them by place; so does the first value of an enum, as it is the default. Pure.
 */
final class NormalForm {
    private NormalForm() {}

    /** Of a file whose types stand by their full names. */
    static FileDescriptorProto of(FileDescriptorProto file) {
        FileDescriptorProto.Builder made = OptionWalk.rewrite(file, (scope, options) -> sorted(options)).toBuilder();
        imports(made);
        if (made.getSyntax().isEmpty()) {
            made.setSyntax("proto2");
        }
        made.getMessageTypeBuilderList().forEach(NormalForm::message);
        made.getEnumTypeBuilderList().forEach(NormalForm::enumeration);
        made.getExtensionBuilderList().forEach(NormalForm::field);
        return made.build();
    }

    private static Message sorted(Message options) {
        FieldDescriptor written = options.getDescriptorForType().findFieldByName("uninterpreted_option");
        List<?> all = (List<?>) options.getField(written);
        Message.Builder made = options.toBuilder().clearField(written);
        all.stream()
                .map(UninterpretedOption.class::cast)
                .sorted(Comparator.comparing(NormalForm::plainName))
                .forEach(each -> made.addRepeatedField(written, each));
        return made.build();
    }

    private static String plainName(UninterpretedOption option) {
        return OptionText.name(option).replace("(", "").replace(")", "");
    }

    private static void imports(FileDescriptorProto.Builder file) {
        TreeSet<String> all = new TreeSet<>(file.getDependencyList());
        TreeSet<String> open = new TreeSet<>();
        TreeSet<String> weak = new TreeSet<>();
        file.getPublicDependencyList().forEach(i -> open.add(file.getDependency(i)));
        file.getWeakDependencyList().forEach(i -> weak.add(file.getDependency(i)));
        file.clearDependency().clearPublicDependency().clearWeakDependency();
        for (String each : all) {
            if (open.contains(each)) {
                file.addPublicDependency(file.getDependencyCount());
            }
            if (weak.contains(each)) {
                file.addWeakDependency(file.getDependencyCount());
            }
            file.addDependency(each);
        }
    }

    private static void message(DescriptorProto.Builder message) {
        message.getFieldBuilderList().forEach(NormalForm::field);
        message.getExtensionBuilderList().forEach(NormalForm::field);
        List<FieldDescriptorProto> fields = new ArrayList<>(message.getFieldList());
        fields.sort(Comparator.comparingInt(FieldDescriptorProto::getNumber));
        Map<Integer, Integer> oneofs = new HashMap<>();
        List<OneofDescriptorProto> declared = new ArrayList<>();
        List<FieldDescriptorProto> moved = new ArrayList<>();
        for (FieldDescriptorProto field : fields) {
            if (field.hasOneofIndex()) {
                int index = field.getOneofIndex();
                if (!oneofs.containsKey(index)) {
                    oneofs.put(index, declared.size());
                    declared.add(message.getOneofDecl(index));
                }
                moved.add(field.toBuilder().setOneofIndex(oneofs.get(index)).build());
            } else {
                moved.add(field);
            }
        }
        message.clearField().addAllField(moved).clearOneofDecl().addAllOneofDecl(declared);
        List<ReservedRange> ranges = new ArrayList<>(message.getReservedRangeList());
        ranges.sort(Comparator.comparingInt(ReservedRange::getStart).thenComparingInt(ReservedRange::getEnd));
        List<String> names = message.getReservedNameList().stream().sorted().toList();
        message.clearReservedRange()
                .addAllReservedRange(ranges)
                .clearReservedName()
                .addAllReservedName(names);
        message.getNestedTypeBuilderList().forEach(NormalForm::message);
        message.getEnumTypeBuilderList().forEach(NormalForm::enumeration);
    }

    private static void field(FieldDescriptorProto.Builder field) {
        if (field.getJsonName().equals(ProtoNames.json(field.getName()))) {
            field.clearJsonName();
        }
    }

    private static void enumeration(EnumDescriptorProto.Builder type) {
        if (type.getValueCount() > 1) {
            List<EnumValueDescriptorProto> values = new ArrayList<>(type.getValueList());
            values.subList(1, values.size())
                    .sort(Comparator.comparingInt(EnumValueDescriptorProto::getNumber)
                            .thenComparing(EnumValueDescriptorProto::getName));
            type.clearValue().addAllValue(values);
        }
        List<EnumReservedRange> ranges = new ArrayList<>(type.getReservedRangeList());
        ranges.sort(Comparator.comparingInt(EnumReservedRange::getStart).thenComparingInt(EnumReservedRange::getEnd));
        List<String> names = type.getReservedNameList().stream().sorted().toList();
        type.clearReservedRange()
                .addAllReservedRange(ranges)
                .clearReservedName()
                .addAllReservedName(names);
    }
}
