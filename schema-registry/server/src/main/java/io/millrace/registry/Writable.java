package io.millrace.registry;

import io.millrace.registry.journal.Mode;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import org.jspecify.annotations.Nullable;

/** Whether a subject takes writes. */
final class Writable {
    private static final int LONGEST_NAME = 4_096;

    private Writable() {}

    /** 42205 when its mode, or with null the global one, is read-only; 42208 when it cannot be a name. */
    static void check(Catalog catalog, @Nullable String subject) {
        if (subject != null) {
            checkNameOrContext(subject);
        }
        checkMode(catalog, subject);
    }

    /** The mode alone; 42205. */
    static void checkMode(Catalog catalog, @Nullable String subject) {
        Mode mode = catalog.inForce().modeOf(subject);
        if (mode == Mode.READONLY || mode == Mode.READONLY_OVERRIDE) {
            throw new Refusal(
                    422, 42205, (subject == null ? "The registry" : "Subject " + subject) + " is in read-only mode");
        }
    }

    /** A subject's name; 42208. */
    static void checkName(String subject) {
        if (Contexts.nameIn(subject).isBlank() || subject.startsWith(Contexts.ALL)) {
            throw invalid(subject);
        }
        checkNameOrContext(subject);
    }

    /** A subject's name, or that of a whole context; 42208. */
    static void checkNameOrContext(String subject) {
        if (subject.isBlank()
                || subject.length() > LONGEST_NAME
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw invalid(subject);
        }
    }

    private static Refusal invalid(String subject) {
        return new Refusal(422, 42208, "The specified subject '" + subject + "' is not a valid subject.");
    }
}
