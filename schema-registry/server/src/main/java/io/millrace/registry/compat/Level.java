package io.millrace.registry.compat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a new version of a subject must be able to do with the older ones. <i>Immutable.</i> */
public enum Level {
    /** Anything goes. */
    NONE(false, false, false),
    /** The new reads what the last one wrote. */
    BACKWARD(true, false, false),
    /** The new reads what any wrote. */
    BACKWARD_TRANSITIVE(true, false, true),
    /** The last reads what the new one writes. */
    FORWARD(false, true, false),
    /** All read what the new one writes. */
    FORWARD_TRANSITIVE(false, true, true),
    /** Both, with the last. */
    FULL(true, true, false),
    /** Both, with all. */
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    Level(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    /** Whether the new schema must read old records. */
    public boolean newReadsOld() {
        return newReadsOld;
    }

    /** Whether old schemas must read new records. */
    public boolean oldReadsNew() {
        return oldReadsNew;
    }

    /** Whether all older versions count, not only the last. */
    public boolean transitive() {
        return transitive;
    }

    /** The level of that name in any case, or null. */
    public static @Nullable Level find(@Nullable String name) {
        if (name != null) {
            String wanted = name.toUpperCase(Locale.ROOT);
            for (Level level : values()) {
                if (level.name().equals(wanted)) {
                    return level;
                }
            }
        }
        return null;
    }

    /** As {@link #find}; throws IllegalArgumentException naming what it is not. */
    public static Level of(String name) {
        Level found = find(name);
        if (found == null) {
            throw new IllegalArgumentException("'" + name + "' is no compatibility level");
        }
        return found;
    }
}
