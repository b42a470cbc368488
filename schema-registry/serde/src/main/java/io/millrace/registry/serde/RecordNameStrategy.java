package io.millrace.registry.serde;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** One subject a record type, the same in all topics: the type's full name. Immutable. */
public final class RecordNameStrategy implements SubjectNameStrategy {
    @Override
    public String subjectName(String topic, boolean isKey, Schema schema) {
        return recordName(topic, isKey, schema);
    }

    static String recordName(String topic, boolean isKey, Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new SerializationException("subjects are named by record, but the " + (isKey ? "key" : "value")
                    + " for topic " + topic + " is of type " + schema.getType().getName());
        }
        return schema.getFullName();
    }

    @Override
    public String subjectNameOf(String topic, boolean isKey, @Nullable String recordName) {
        return named(topic, recordName);
    }

    static String named(String topic, @Nullable String recordName) {
        if (recordName == null) {
            throw new SerializationException(
                    "subjects are named by record, but the schema of topic " + topic + " has no name");
        }
        return recordName;
    }
}
