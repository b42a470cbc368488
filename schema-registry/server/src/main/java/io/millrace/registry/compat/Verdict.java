package io.millrace.registry.compat;

import io.millrace.registry.schema.Incompatibility;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a schema may follow the versions of its subject. <i>Immutable.</i>
 *
 * @param level what was asked for
 * @param type the schema's type, which says how clients expect to be told
 * @param reserved what is wrong with reserved fields, or null where they are not looked at
 * @param found what is against it, empty when it may
 * @param olderVersion the version that it clashes with, 0 when it may
 * @param olderText that version's schema
 */
public record Verdict(
        Level level,
        String type,
        @Nullable List<String> reserved,
        List<Incompatibility> found,
        int olderVersion,
        String olderText) {
    /** Nothing is against it. */
    public static Verdict compatible(Level level) {
        return new Verdict(level, "", null, List.of(), 0, "");
    }

    /** With what is wrong with reserved fields. */
    public Verdict withReserved(List<String> wrong) {
        return new Verdict(level, type, List.copyOf(wrong), found, olderVersion, olderText);
    }

    /** Whether nothing is against it. */
    public boolean isCompatible() {
        return found.isEmpty() && (reserved == null || reserved.isEmpty());
    }

    /** What is against it, with which version, under which rule: as clients of registries expect it. */
    public List<String> messages() {
        if (isCompatible()) {
            return List.of();
        }
        List<String> messages = new ArrayList<>(found.size() + 3);
        if (reserved != null) {
            messages.addAll(reserved);
        }
        if (!found.isEmpty()) {
            found.forEach(each -> messages.add(each.message(type)));
            messages.add("{oldSchemaVersion: " + olderVersion + "}");
            messages.add("{oldSchema: '" + olderText + "'}");
        }
        messages.add("{validateFields: '" + (reserved != null) + "', compatibility: '" + level + "'}");
        return messages;
    }
}
