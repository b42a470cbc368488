package io.millrace.registry.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what a file imports, and lets Google's library check that it holds together. One thread. */
final class Linker {
    private static final int MAX_DEPTH = 100;

    private final Map<String, String> references;
    private final Map<String, FileDescriptor> linked = new HashMap<>();
    private final Set<String> path = new LinkedHashSet<>();

    /** With texts by the names under which they are imported. */
    Linker(Map<String, String> references) {
        this.references = references;
    }

    /** Throws {@link BadProto}; custom options are left out. */
    FileDescriptor link(FileDescriptorProto file) {
        List<FileDescriptor> imports = new ArrayList<>(file.getDependencyCount());
        for (String each : file.getDependencyList()) {
            imports.add(imported(each));
        }
        try {
            return FileDescriptor.buildFrom(
                    OptionMeaning.interpret(file, Extensions.NONE), imports.toArray(FileDescriptor[]::new));
        } catch (DescriptorValidationException e) {
            throw new BadProto(e.getProblemSymbolName() + ": " + e.getDescription());
        }
    }

    private FileDescriptor imported(String name) {
        FileDescriptor known = KnownFiles.linked(name);
        if (known == null) {
            known = linked.get(name);
        }
        if (known != null) {
            return known;
        }
        String text = references.get(name);
        if (text == null) {
            text = KnownFiles.text(name);
        }
        if (text == null) {
            throw new BadProto("\"" + name + "\" is imported, but no reference has that name"
                    + (references.isEmpty() ? "" : ": there are " + new TreeSet<>(references.keySet())));
        }
        if (!path.add(name)) {
            throw new BadProto("the imports form a ring: " + String.join(" -> ", path) + " -> " + name);
        }
        if (path.size() > MAX_DEPTH) {
            throw new BadProto("imports deeper than " + MAX_DEPTH);
        }
        FileDescriptor made = within(name, text);
        path.remove(name);
        linked.put(name, made);
        return made;
    }

    private FileDescriptor within(String name, String text) {
        try {
            return link(SourceText.read(name, text).toBuilder().setName(name).build());
        } catch (BadProto e) {
            throw e.getMessage() != null && e.getMessage().startsWith("in \"")
                    ? e
                    : new BadProto("in \"" + name + "\": " + e.getMessage());
        }
    }
}
