package io.millrace.registry.serde.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.TextIds;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ProtobufSerializer} writes: into the class of {@code specific.protobuf.value.type}, with
 * {@code derive.type} into the generated class that the schema's options name, or else as a {@link DynamicMessage}.
 * Any thread.
 */
public final class ProtobufDeserializer<T extends Message> implements Deserializer<T> {
    private static final int GUID_HEADER_BYTES = 17;

    private final @Nullable SchemaRegistryClient given;
    private final ConcurrentHashMap<Object, FileDescriptor> files = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Descriptor, Parser<? extends Message>> parsers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient client;
    private @Nullable ProtobufConfig config;
    private @Nullable TextIds ids;

    /** To be configured, with a client of its own. */
    public ProtobufDeserializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public ProtobufDeserializer(SchemaRegistryClient client) {
        this.given = client;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistryClient asked = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        ProtobufConfig settings = ProtobufConfig.from(configs, isKey);
        client = asked;
        config = settings;
        ids = new TextIds(asked, settings.common(), Files.FORMAT);
        files.clear();
        parsers.clear();
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, null, data);
    }

    // What is read is of the type that the settings name.
    @SuppressWarnings("unchecked")
    @Override
    public @Nullable T deserialize(String topic, @Nullable Headers headers, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        ProtobufConfig settings = config;
        if (settings == null) {
            throw new SerializationException("the Protobuf deserializer was not configured");
        }
        boolean isKey = settings.common().isKey();
        UUID guid = settings.common().headersRead() ? SchemaIdHeaders.find(headers, isKey, topic) : null;
        Object name = guid == null
                ? settings.common().schemaName(topic, AvroDeserializer.schemaId(topic, data, 0, data.length))
                : guid;
        try {
            FileDescriptor file = file(topic, name, settings);
            if (guid != null && headers != null) {
                byte[] header = headers.lastHeader(SchemaIdHeaders.name(isKey)).value();
                Descriptor message = new MessageIndexes.Reader(header, GUID_HEADER_BYTES, header.length).message(file);
                return (T) parser(message, settings).parseFrom(data);
            }
            MessageIndexes.Reader indexes = new MessageIndexes.Reader(data, AvroDeserializer.HEAD_BYTES, data.length);
            Descriptor message = indexes.message(file);
            return (T) parser(message, settings).parseFrom(data, indexes.at(), data.length - indexes.at());
        } catch (InvalidProtocolBufferException | SerializationException e) {
            throw new SerializationException(
                    "a record of topic " + topic + " with schema id " + name + " cannot be read as Protobuf: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private FileDescriptor file(String topic, Object name, ProtobufConfig settings) {
        FileDescriptor file = files.get(name);
        if (file == null) {
            if (ids == null || client == null) {
                throw new SerializationException("the Protobuf deserializer was not configured");
            }
            if (files.size() >= settings.common().schemasMax()) {
                files.clear();
                parsers.clear();
            }
            file = new Files(client).file(ids.written(topic, name).schema());
            files.put(name, file);
        }
        return file;
    }

    private Parser<? extends Message> parser(Descriptor message, ProtobufConfig settings) {
        Parser<? extends Message> parser = parsers.get(message);
        if (parser == null) {
            Class<? extends Message> type = settings.type() != null
                    ? settings.type()
                    : settings.deriveType() ? GeneratedTypes.of(message) : null;
            parser = type == null
                    ? DynamicMessage.getDefaultInstance(message).getParserForType()
                    : GeneratedTypes.parser(type);
            parsers.put(message, parser);
        }
        return parser;
    }
}
