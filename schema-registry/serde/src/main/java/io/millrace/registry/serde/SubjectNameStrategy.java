package io.millrace.registry.serde;

import org.apache.avro.Schema;

/** Which subject a schema belongs to. Any thread. */
public interface SubjectNameStrategy {
    /** The subject for a schema in a topic's keys or values. */
    String subjectName(String topic, boolean isKey, Schema schema);
}
