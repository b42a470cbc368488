package io.millrace.registry.serde;

import org.apache.avro.Schema;

/** One subject a topic: {@code TOPIC-key} and {@code TOPIC-value}. The default. Immutable. */
public final class TopicNameStrategy implements SubjectNameStrategy {
    @Override
    public String subjectName(String topic, boolean isKey, Schema schema) {
        return topic + (isKey ? "-key" : "-value");
    }
}
