package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The extensions that a file declares or imports, by name. <i>Immutable.</i> */
final class Extensions {
    static final Extensions NONE = new Extensions();

    private final Map<String, FieldDescriptor> byName = new HashMap<>();
    private final ExtensionRegistry registry = ExtensionRegistry.newInstance();

    private Extensions() {}

    Extensions(FileDescriptor file) {
        collect(file, new HashSet<>());
    }

    private void collect(FileDescriptor file, Set<FileDescriptor> seen) {
        if (seen.add(file)) {
            add(file.getExtensions());
            file.getMessageTypes().forEach(this::collect);
            file.getDependencies().forEach(each -> collect(each, seen));
        }
    }

    private void collect(Descriptor type) {
        add(type.getExtensions());
        type.getNestedTypes().forEach(this::collect);
    }

    private void add(List<FieldDescriptor> extensions) {
        for (FieldDescriptor each : extensions) {
            if (byName.putIfAbsent(each.getFullName(), each) == null) {
                if (each.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    registry.add(each, DynamicMessage.getDefaultInstance(each.getMessageType()));
                } else {
                    registry.add(each);
                }
            }
        }
    }

    /** For those who decode options. */
    ExtensionRegistry registry() {
        return registry;
    }

    /** As seen from inside of a scope: the innermost counts. */
    @Nullable
    FieldDescriptor find(String scope, String name) {
        if (name.startsWith(".")) {
            return byName.get(name.substring(1));
        }
        for (String in = scope; !in.isEmpty(); in = in.contains(".") ? in.substring(0, in.lastIndexOf('.')) : "") {
            FieldDescriptor found = byName.get(in + "." + name);
            if (found != null) {
                return found;
            }
        }
        return byName.get(name);
    }
}
