package io.millrace.registry.converter;

import io.millrace.registry.serde.AvroSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the values of one of Connect's schemas straight as Avro, without a record of Avro's in between. Any thread. */
interface ValueWriter {
    void write(@Nullable Object value, AvroSink sink) throws IOException;
}
