package io.millrace.coordinator.config;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What shall be changed of one resource's configuration, all or nothing. <i>Immutable.</i>
 *
 * @param resource whose
 * @param replace whether what is not named is removed
 * @param edits in their order
 */
public record ConfigChange(Resource resource, boolean replace, List<Edit> edits) {
    /** What is done to one key. */
    public enum Kind {
        /** Takes the value. */
        SET,
        /** Goes back to the default. */
        DELETE,
        /** The value's words are added to the list. */
        APPEND,
        /** The value's words are taken from the list. */
        SUBTRACT,
        /** Nobody knows: it is refused. */
        UNKNOWN
    }

    /** One key's edit. */
    public record Edit(Kind kind, String key, @Nullable String value) {}

    /** What came of it. */
    public record Outcome(
            Resource resource, Errors error, @Nullable String message) {}
}
