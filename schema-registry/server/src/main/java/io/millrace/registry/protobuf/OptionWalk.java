package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/** Reaches the options of everything in a file. Pure. */
final class OptionWalk {
    private OptionWalk() {}

    /** Makes other options of some. */
    interface Rewriter {
        /** What stands instead; {@code scope} is the name of what they stand in, empty outside of packages. */
        Message apply(String scope, Message options);
    }

    static FileDescriptorProto rewrite(FileDescriptorProto file, Rewriter rewriter) {
        return (FileDescriptorProto) rewrite(file, file.getPackage(), rewriter);
    }

    /** The same object where nothing changes. */
    private static Message rewrite(Message message, String scope, Rewriter rewriter) {
        Message.Builder made = null;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                    || field.getName().equals("source_code_info")) {
                continue;
            }
            if (field.getName().equals("options")) {
                Message options = rewriter.apply(scope, (Message) entry.getValue());
                made = made == null ? message.toBuilder() : made;
                if (options.equals(options.getDefaultInstanceForType())) {
                    made.clearField(field);
                } else {
                    made.setField(field, options);
                }
            } else if (field.isRepeated()) {
                List<?> all = (List<?>) entry.getValue();
                for (int i = 0; i < all.size(); i++) {
                    Message each = (Message) all.get(i);
                    Message other = rewrite(each, inside(scope, each), rewriter);
                    if (other != each) {
                        made = made == null ? message.toBuilder() : made;
                        made.setRepeatedField(field, i, other);
                    }
                }
            }
        }
        return made == null ? message : made.build();
    }

    private static String inside(String scope, Message message) {
        return message instanceof DescriptorProto type
                ? scope.isEmpty() ? type.getName() : scope + "." + type.getName()
                : scope;
    }
}
