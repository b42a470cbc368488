package io.millrace.registry.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One subject a topic: {@code TOPIC-key} and {@code TOPIC-value}. The default. Immutable. */
public final class TopicNameStrategy implements SubjectNameStrategy {
    @Override
    public String subjectName(String topic, boolean isKey, Schema schema) {
        return topic + (isKey ? "-key" : "-value");
    }

    @Override
    public String subjectNameOf(String topic, boolean isKey, @Nullable String recordName) {
        return topic + (isKey ? "-key" : "-value");
    }
}
