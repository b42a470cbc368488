package io.millrace.registry.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a record is about, in whatever order its key was written. <i>Immutable.</i>
 *
 * @param keytype SCHEMA, CONFIG, MODE, DELETE_SUBJECT, CLEAR_SUBJECT, CONTEXT, NOOP, or one that a later registry knows
 * @param subject the subject's full name, or of a CONTEXT the context; null for what is global
 * @param version of a SCHEMA, else 0
 */
record TopicKey(String keytype, @Nullable String subject, int version) {
    static final String SCHEMA = "SCHEMA";
    static final String CONFIG = "CONFIG";
    static final String MODE = "MODE";
    static final String DELETE_SUBJECT = "DELETE_SUBJECT";
    static final String CLEAR_SUBJECT = "CLEAR_SUBJECT";
    static final String CONTEXT = "CONTEXT";
    static final String NOOP = "NOOP";
}
