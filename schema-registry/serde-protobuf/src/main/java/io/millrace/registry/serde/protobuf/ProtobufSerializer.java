package io.millrace.registry.serde.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.millrace.registry.client.RegisteredSchema;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.client.SchemaText;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.TextIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes messages behind the id of their file's schema and the place of the message in it. Any thread. */
public final class ProtobufSerializer<T extends Message> implements Serializer<T> {
    // Descriptors are equal only where they are the same: no schema is compared for a record.
    private record Key(String topic, Descriptor message) {}

    private record Plan(String topic, Descriptor message, byte[] head, byte @Nullable [] header) {}

    private final @Nullable SchemaRegistryClient given;
    private final ConcurrentHashMap<Key, Plan> plans = new ConcurrentHashMap<>();
    private volatile @Nullable Plan last;
    private @Nullable SchemaRegistryClient client;
    private @Nullable ProtobufConfig config;
    private @Nullable TextIds ids;

    /** To be configured, with a client of its own. */
    public ProtobufSerializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public ProtobufSerializer(SchemaRegistryClient client) {
        this.given = client;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistryClient asked = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        ProtobufConfig settings = ProtobufConfig.from(configs, isKey);
        client = asked;
        config = settings;
        ids = new TextIds(asked, settings.common(), Files.FORMAT);
        plans.clear();
        last = null;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T data) {
        return serialize(topic, null, data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Headers headers, @Nullable T data) {
        if (data == null) {
            return null;
        }
        Plan plan = plan(topic, data.getDescriptorForType());
        if (plan.header != null) {
            putHeader(topic, headers, plan.header);
        }
        byte[] head = plan.head;
        byte[] bytes = new byte[head.length + data.getSerializedSize()];
        System.arraycopy(head, 0, bytes, 0, head.length);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, head.length, bytes.length - head.length);
            data.writeTo(out);
            out.checkNoSpaceLeft();
            return bytes;
        } catch (IOException e) {
            throw new SerializationException(
                    "a " + plan.message.getFullName() + " for topic " + topic + " cannot be written: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private void putHeader(String topic, @Nullable Headers headers, byte[] header) {
        if (headers == null || config == null) {
            throw new SerializationException("the schema of data for topic " + topic
                    + " goes into a header, and there are none to put it in; use PrefixSchemaIdSerializer here");
        }
        String name = SchemaIdHeaders.name(config.common().isKey());
        headers.remove(name);
        headers.add(name, header);
    }

    private Plan plan(String topic, Descriptor message) {
        Plan recent = last;
        if (recent != null && recent.message == message && recent.topic.equals(topic)) {
            return recent;
        }
        Key key = new Key(topic, message);
        Plan plan = plans.get(key);
        if (plan == null) {
            plan = newPlan(topic, message);
            plans.put(key, plan);
        }
        last = plan;
        return plan;
    }

    private Plan newPlan(String topic, Descriptor message) {
        if (client == null || config == null || ids == null) {
            throw new SerializationException("the Protobuf serializer was not configured");
        }
        if (plans.size() >= config.common().schemasMax()) {
            plans.clear();
        }
        Files files = new Files(client);
        SchemaText own;
        try {
            own = files.text(message.getFile(), config);
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no reference for an import of " + message.getFile().getName() + ", topic " + topic + ": "
                            + e.getMessage(),
                    e);
        }
        RegisteredSchema target = ids.target(topic, message.getFullName(), own);
        byte[] indexes = MessageIndexes.encode(
                placed(files, message, target, topic, config.common().strictChoice()));
        if (!config.common().idInHeader()) {
            byte[] head = ByteBuffer.allocate(AvroDeserializer.HEAD_BYTES + indexes.length)
                    .put((byte) 0)
                    .putInt(target.id())
                    .put(indexes)
                    .array();
            return new Plan(topic, message, head, null);
        }
        byte[] guid = SchemaIdHeaders.encode(ids.guid(topic, target));
        byte[] header = ByteBuffer.allocate(guid.length + indexes.length)
                .put(guid)
                .put(indexes)
                .array();
        return new Plan(topic, message, new byte[0], header);
    }

    // A schema that the settings chose may have the message at another place than the data's own.
    private static Descriptor placed(
            Files files, Descriptor message, RegisteredSchema target, String topic, @Nullable String strict) {
        FileDescriptorProto proto = Files.proto(target.schema());
        if (proto == null || proto.equals(message.getFile().toProto())) {
            return message;
        }
        for (Descriptor one : files.file(target.schema()).getMessageTypes()) {
            Descriptor found = find(one, message.getFullName());
            if (found != null) {
                String clash = strict == null ? null : Fits.clash(found, message);
                if (clash != null) {
                    throw new SerializationException("the data's schema does not fit the one chosen for topic " + topic
                            + ", id " + target.id() + ": " + clash + " (" + strict + ")");
                }
                return found;
            }
        }
        throw new SerializationException(
                "the schema for topic " + topic + ", id " + target.id() + ", has no message " + message.getFullName());
    }

    private static @Nullable Descriptor find(Descriptor at, String name) {
        if (at.getFullName().equals(name)) {
            return at;
        }
        for (Descriptor inner : at.getNestedTypes()) {
            Descriptor found = find(inner, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
