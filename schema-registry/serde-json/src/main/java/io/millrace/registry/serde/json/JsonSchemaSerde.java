package io.millrace.registry.serde.json;

import io.millrace.registry.client.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serializer and a deserializer of JSON with its schemas in a registry. Any thread. */
public final class JsonSchemaSerde<T> implements Serde<T> {
    private final JsonSchemaSerializer<T> serializer;
    private final JsonSchemaDeserializer<T> deserializer;

    /** To be configured, with clients of its own. */
    public JsonSchemaSerde() {
        this.serializer = new JsonSchemaSerializer<>();
        this.deserializer = new JsonSchemaDeserializer<>();
    }

    /** To be configured, with a client that it shares. */
    public JsonSchemaSerde(SchemaRegistryClient client) {
        this.serializer = new JsonSchemaSerializer<>(client);
        this.deserializer = new JsonSchemaDeserializer<>(client);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
