package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;

/** Writes each type by its full name, as the linked file knows it. Pure. */
final class FullNames {
    private FullNames() {}

    static FileDescriptorProto of(FileDescriptorProto file, FileDescriptor linked) {
        FileDescriptorProto.Builder made = file.toBuilder();
        for (int i = 0; i < made.getMessageTypeCount(); i++) {
            message(made.getMessageTypeBuilder(i), linked.getMessageType(i));
        }
        fields(made.getExtensionBuilderList(), linked.getExtensions());
        for (int i = 0; i < made.getServiceCount(); i++) {
            for (int j = 0; j < made.getServiceBuilder(i).getMethodCount(); j++) {
                MethodDescriptorProto.Builder method = made.getServiceBuilder(i).getMethodBuilder(j);
                MethodDescriptor known =
                        linked.getServices().get(i).getMethods().get(j);
                method.setInputType("." + known.getInputType().getFullName());
                method.setOutputType("." + known.getOutputType().getFullName());
            }
        }
        return made.build();
    }

    private static void message(DescriptorProto.Builder made, Descriptor linked) {
        fields(made.getFieldBuilderList(), linked.getFields());
        fields(made.getExtensionBuilderList(), linked.getExtensions());
        for (int i = 0; i < made.getNestedTypeCount(); i++) {
            message(made.getNestedTypeBuilder(i), linked.getNestedTypes().get(i));
        }
    }

    private static void fields(List<FieldDescriptorProto.Builder> made, List<FieldDescriptor> linked) {
        for (int i = 0; i < made.size(); i++) {
            FieldDescriptorProto.Builder field = made.get(i);
            FieldDescriptor known = linked.get(i);
            if (!field.getTypeName().isEmpty()) {
                boolean enumeration = known.getJavaType() == FieldDescriptor.JavaType.ENUM;
                if (!field.hasType()) {
                    field.setType(enumeration ? Type.TYPE_ENUM : Type.TYPE_MESSAGE);
                }
                field.setTypeName("."
                        + (enumeration
                                ? known.getEnumType().getFullName()
                                : known.getMessageType().getFullName()));
            }
            if (known.isExtension()) {
                field.setExtendee("." + known.getContainingType().getFullName());
            }
        }
    }
}
