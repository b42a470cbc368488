package io.millrace.registry.serde;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Which subject a schema belongs to. Any thread. */
public interface SubjectNameStrategy {
    /** The subject for a schema in a topic's keys or values. */
    String subjectName(String topic, boolean isKey, Schema schema);

    /** The subject for a schema of another type, by its name: a message's full name, a JSON schema's title. */
    default String subjectNameOf(String topic, boolean isKey, @Nullable String recordName) {
        throw new SerializationException(getClass().getName() + " names subjects for Avro only");
    }
}
