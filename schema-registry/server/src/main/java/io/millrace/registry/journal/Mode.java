package io.millrace.registry.journal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which writes a subject takes. <i>Immutable.</i> */
public enum Mode {
    /** All. */
    READWRITE,
    /** None. */
    READONLY,
    /** None, whatever the subject says; global only. */
    READONLY_OVERRIDE,
    /** Those with ids of their own, which are not compared with what is there. */
    IMPORT,
    /** None of schemas; for a registry that another one copies to. */
    FORWARD;

    /** The mode of that name in any case, or null. */
    public static @Nullable Mode find(@Nullable String name) {
        if (name != null) {
            String wanted = name.toUpperCase(Locale.ROOT);
            for (Mode mode : values()) {
                if (mode.name().equals(wanted)) {
                    return mode;
                }
            }
        }
        return null;
    }
}
