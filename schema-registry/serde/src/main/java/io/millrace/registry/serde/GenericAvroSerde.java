package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro records of generic kind, written and read with their schemas in a registry. Any thread. */
public final class GenericAvroSerde implements Serde<GenericRecord> {
    private final AvroSerializer serializer;
    private final AvroDeserializer deserializer;

    /** To be configured, with clients of its own. */
    public GenericAvroSerde() {
        serializer = new AvroSerializer();
        deserializer = new AvroDeserializer();
    }

    /** To be configured, with a client that it shares. */
    public GenericAvroSerde(SchemaRegistryClient client) {
        serializer = new AvroSerializer(client);
        deserializer = new AvroDeserializer(client);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Map<String, Object> settings = new HashMap<>(configs);
        settings.put("specific.avro.reader", false);
        serializer.configure(settings, isKey);
        deserializer.configure(settings, isKey);
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }

    // One serializer writes every kind; which kind is read, the settings say.
    @SuppressWarnings({"unchecked", "rawtypes"})
    @Override
    public Serializer<GenericRecord> serializer() {
        return (Serializer) serializer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    @Override
    public Deserializer<GenericRecord> deserializer() {
        return (Deserializer) deserializer;
    }
}
