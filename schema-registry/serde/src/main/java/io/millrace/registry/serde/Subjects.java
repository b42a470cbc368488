package io.millrace.registry.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Subjects by their strategy, in the contexts of theirs. Any thread, if the strategies are. */
record Subjects(SubjectNameStrategy names, @Nullable ContextNameStrategy contexts) implements SubjectNameStrategy {
    @Override
    public String subjectName(String topic, boolean isKey, Schema schema) {
        return in(topic, names.subjectName(topic, isKey, schema));
    }

    @Override
    public String subjectNameOf(String topic, boolean isKey, @Nullable String recordName) {
        return in(topic, names.subjectNameOf(topic, isKey, recordName));
    }

    /** What says to a registry which context an id is of, or null where that is its own. */
    @Nullable
    String context(String topic) {
        String context = contexts == null ? null : contexts.contextName(topic);
        return context == null || context.isEmpty() || context.equals(".") ? null : ":" + context + ":";
    }

    private String in(String topic, String subject) {
        String context = context(topic);
        return context == null || subject.startsWith(":.") ? subject : context + subject;
    }
}
