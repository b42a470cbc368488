package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes generic and specific records and primitives as Avro behind their schema's id. Any thread. */
public final class AvroSerializer implements Serializer<Object> {
    /** To be configured, with a client of its own. */
    public AvroSerializer() {}

    /** To be configured, with a client that it shares. */
    public AvroSerializer(SchemaRegistryClient client) {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        throw new UnsupportedOperationException();
    }
}
