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
import java.util.TreeMap;
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

    /** Those that a file declares for messages of its data, by place: {@code #/Message/100}. */
    static Map<String, FieldDescriptor> ofData(FileDescriptor file) {
        Extensions own = new Extensions();
        own.add(file.getExtensions());
        file.getMessageTypes().forEach(own::collect);
        Map<String, FieldDescriptor> byPlace = new TreeMap<>();
        for (FieldDescriptor each : own.byName.values()) {
            Descriptor type = each.getContainingType();
            if (!type.getFile().getName().equals("google/protobuf/descriptor.proto")) {
                String name = ProtoNames.local(type).replace('.', '/');
                byPlace.put(Place.in(Place.in(Place.ROOT, name), each.getNumber()), each);
            }
        }
        return byPlace;
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
