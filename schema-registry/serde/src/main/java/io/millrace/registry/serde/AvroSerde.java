package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serializer and a deserializer of one kind of Avro record. <i>Any thread.</i> */
abstract class AvroSerde<T> implements Serde<T> {
    private final boolean specific;
    private final AvroSerializer serializer;
    private final AvroDeserializer deserializer;

    private AvroSerde(boolean specific, AvroSerializer serializer, AvroDeserializer deserializer) {
        this.specific = specific;
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    AvroSerde(boolean specific) {
        this(specific, new AvroSerializer(), new AvroDeserializer());
    }

    AvroSerde(boolean specific, SchemaRegistryClient client) {
        this(specific, new AvroSerializer(client), new AvroDeserializer(client));
    }

    @Override
    public final void configure(Map<String, ?> configs, boolean isKey) {
        Map<String, Object> settings = new HashMap<>(configs);
        settings.put("specific.avro.reader", specific);
        serializer.configure(settings, isKey);
        deserializer.configure(settings, isKey);
    }

    @Override
    public final void close() {
        serializer.close();
        deserializer.close();
    }

    // One serializer writes every kind; which kind is read, the settings say.
    @SuppressWarnings({"unchecked", "rawtypes"})
    @Override
    public final Serializer<T> serializer() {
        return (Serializer) serializer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    @Override
    public final Deserializer<T> deserializer() {
        return (Deserializer) deserializer;
    }
}
