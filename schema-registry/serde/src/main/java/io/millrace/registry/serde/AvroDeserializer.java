package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AvroSerializer} writes, by the schema whose id stands before it. Any thread. */
public final class AvroDeserializer implements Deserializer<Object> {
    /** To be configured, with a client of its own. */
    public AvroDeserializer() {}

    /** To be configured, with a client that it shares. */
    public AvroDeserializer(SchemaRegistryClient client) {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        throw new UnsupportedOperationException();
    }
}
