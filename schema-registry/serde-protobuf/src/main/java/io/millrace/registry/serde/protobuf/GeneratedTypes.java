package io.millrace.registry.serde.protobuf;

import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;

/** The classes that the compiler generates for messages. No code of a class runs before it shows that it is a message. */
final class GeneratedTypes {
    private GeneratedTypes() {}

    static Class<? extends Message> of(Descriptor message) {
        String name = className(message);
        try {
            return ProtobufConfig.load(name).asSubclass(Message.class);
        } catch (ClassNotFoundException | LinkageError | ClassCastException e) {
            throw new SerializationException(
                    "there is no generated class " + name + " for messages " + message.getFullName()
                            + "; derive.type needs it on the class path",
                    e);
        }
    }

    static Parser<? extends Message> parser(Class<? extends Message> type) {
        try {
            Message empty = (Message) type.getMethod("getDefaultInstance").invoke(null);
            return empty.getParserForType();
        } catch (ReflectiveOperationException | NullPointerException e) {
            throw new SerializationException(type.getName() + " is no generated message class", e);
        }
    }

    private static String className(Descriptor message) {
        FileDescriptor file = message.getFile();
        FileOptions options = file.getOptions();
        StringBuilder name = new StringBuilder(message.getName());
        for (Descriptor outer = message.getContainingType(); outer != null; outer = outer.getContainingType()) {
            name.insert(0, outer.getName() + "$");
        }
        if (!options.getJavaMultipleFiles()) {
            name.insert(0, outerClass(file) + "$");
        }
        String inPackage = options.hasJavaPackage() ? options.getJavaPackage() : file.getPackage();
        return inPackage.isEmpty() ? name.toString() : inPackage + "." + name;
    }

    // As the compiler names it: the file's name in camel case, and OuterClass behind it where a message is called so.
    private static String outerClass(FileDescriptor file) {
        if (file.getOptions().hasJavaOuterClassname()) {
            return file.getOptions().getJavaOuterClassname();
        }
        String base = file.getName().substring(file.getName().lastIndexOf('/') + 1);
        StringBuilder name = new StringBuilder();
        boolean up = true;
        for (char c : base.substring(0, base.endsWith(".proto") ? base.length() - 6 : base.length())
                .toCharArray()) {
            if (Character.isLetterOrDigit(c)) {
                name.append(up ? Character.toUpperCase(c) : c);
                up = Character.isDigit(c);
            } else {
                up = true;
            }
        }
        boolean taken =
                file.findMessageTypeByName(name.toString()) != null || file.findEnumTypeByName(name.toString()) != null;
        return taken ? name + "OuterClass" : name.toString();
    }
}
