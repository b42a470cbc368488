package io.millrace.connect.task.source;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that is in the log, or was left out. <i>Immutable.</i>
 *
 * @param record as it came out of the transformations, or as the task gave it when it was left out
 * @param metadata where it is; null when it was left out
 */
record Acked(SourceRecord record, @Nullable RecordMetadata metadata) {}
