package io.millrace.registry.serde.protobuf;

import com.google.protobuf.Message;
import io.millrace.registry.client.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serializer and a deserializer of messages with their schemas in a registry. Any thread. */
public final class ProtobufSerde<T extends Message> implements Serde<T> {
    private final ProtobufSerializer<T> serializer;
    private final ProtobufDeserializer<T> deserializer;

    /** To be configured, with clients of its own. */
    public ProtobufSerde() {
        this.serializer = new ProtobufSerializer<>();
        this.deserializer = new ProtobufDeserializer<>();
    }

    /** To be configured, with a client that it shares. */
    public ProtobufSerde(SchemaRegistryClient client) {
        this.serializer = new ProtobufSerializer<>(client);
        this.deserializer = new ProtobufDeserializer<>(client);
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
