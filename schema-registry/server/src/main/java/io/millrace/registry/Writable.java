package io.millrace.registry;

import io.millrace.registry.journal.Mode;
import io.millrace.registry.schema.Refusal;
import org.jspecify.annotations.Nullable;

/** Whether a subject takes writes. */
final class Writable {
    private static final int LONGEST_NAME = 4_096;

    private Writable() {}

    /** 42205 unless its mode, or with null the global one, takes them; 42208 when it cannot be a name. */
    static void check(Catalog catalog, @Nullable String subject) {
        if (subject != null) {
            checkName(subject);
        }
        Mode mode = catalog.modeOf(subject);
        if (mode != Mode.READWRITE) {
            throw new Refusal(
                    422, 42205, (subject == null ? "The registry" : "Subject " + subject) + " is in mode " + mode);
        }
    }

    static void checkName(String subject) {
        if (subject.isBlank()
                || subject.length() > LONGEST_NAME
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(422, 42208, "The specified subject '" + subject + "' is not a valid subject.");
        }
        if (subject.startsWith(":.")) {
            throw new Refusal(
                    422,
                    42208,
                    "The specified subject '" + subject + "' is not a valid subject: contexts are not kept here.");
        }
    }
}
