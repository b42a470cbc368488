package io.millrace.registry.compat;

import io.millrace.registry.schema.Incompatibility;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a schema may follow the versions of its subject. <i>Immutable.</i>
 *
 * @param level what was asked for
 * @param found what is against it, empty when it may
 * @param olderVersion the version that it clashes with, 0 when it may
 * @param olderText that version's schema
 */
public record Verdict(Level level, List<Incompatibility> found, int olderVersion, String olderText) {
    /** Nothing is against it. */
    public static Verdict compatible(Level level) {
        return new Verdict(level, List.of(), 0, "");
    }

    /** Whether nothing is against it. */
    public boolean isCompatible() {
        return found.isEmpty();
    }

    /** What is against it, with which version, under which rule: as clients of registries expect it. */
    public List<String> messages() {
        if (found.isEmpty()) {
            return List.of();
        }
        List<String> messages = new ArrayList<>(found.size() + 3);
        found.forEach(each -> messages.add(each.toString()));
        messages.add("{oldSchemaVersion: " + olderVersion + "}");
        messages.add("{oldSchema: '" + olderText + "'}");
        messages.add("{validateFields: 'false', compatibility: '" + level + "'}");
        return messages;
    }
}
