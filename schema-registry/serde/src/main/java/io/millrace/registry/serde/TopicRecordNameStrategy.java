package io.millrace.registry.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One subject a record type and topic: {@code TOPIC-} and the type's full name. Immutable. */
public final class TopicRecordNameStrategy implements SubjectNameStrategy {
    @Override
    public String subjectName(String topic, boolean isKey, Schema schema) {
        return topic + "-" + RecordNameStrategy.recordName(topic, isKey, schema);
    }

    @Override
    public String subjectNameOf(String topic, boolean isKey, @Nullable String recordName) {
        return topic + "-" + RecordNameStrategy.named(topic, recordName);
    }
}
