package io.millrace.registry.converter;

import io.millrace.registry.serde.AvroSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the values of one of Avro's schemas straight as Connect's, without a record of Avro's in between. Any thread. */
interface ValueReader {
    @Nullable
    Object read(AvroSource source) throws IOException;
}
