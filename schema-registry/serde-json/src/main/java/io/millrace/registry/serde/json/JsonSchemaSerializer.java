package io.millrace.registry.serde.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.registry.client.RegisteredSchema;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.client.SchemaText;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.TextIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects as JSON behind their schema's id. The schema is derived from the object's class, or comes along in
 * {@link JsonData}; a bare tree of JSON needs settings that choose one. Any thread.
 */
public final class JsonSchemaSerializer<T> implements Serializer<T> {
    /** A class, or a schema that came along. */
    private record Key(String topic, Object source) {}

    private record Plan(
            byte[] head, byte @Nullable [] header, @Nullable Validation validation) {}

    private final @Nullable SchemaRegistryClient given;
    private final ConcurrentHashMap<Key, Plan> plans = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient client;
    private @Nullable JsonConfig config;
    private @Nullable TextIds ids;
    private @Nullable Derivation derivation;
    private ObjectMapper mapper = new ObjectMapper();

    /** To be configured, with a client of its own. */
    public JsonSchemaSerializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public JsonSchemaSerializer(SchemaRegistryClient client) {
        this.given = client;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistryClient asked = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        JsonConfig settings = JsonConfig.from(configs, isKey);
        client = asked;
        config = settings;
        ids = new TextIds(asked, settings.common(), null);
        mapper = Mappers.of(settings);
        derivation = new Derivation(settings, mapper);
        plans.clear();
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T data) {
        return write(topic, null, data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Headers headers, @Nullable T data) {
        return write(topic, headers, data);
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private byte @Nullable [] write(String topic, @Nullable Headers headers, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        Object source = data instanceof JsonData own ? own.schema() : data.getClass();
        Object payload = data instanceof JsonData own ? own.payload() : data;
        Key key = new Key(topic, source);
        Plan plan = plans.get(key);
        if (plan == null) {
            plan = plan(topic, source);
            plans.put(key, plan);
        }
        try {
            if (plan.validation != null) {
                plan.validation.check(topic, mapper.valueToTree(payload));
            }
            if (plan.header != null) {
                putHeader(topic, headers, plan.header);
                return mapper.writeValueAsBytes(payload);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(256);
            out.writeBytes(plan.head);
            mapper.writeValue(out, payload);
            return out.toByteArray();
        } catch (IOException | IllegalArgumentException e) {
            throw new SerializationException(
                    "a " + data.getClass().getName() + " for topic " + topic + " cannot be written as JSON: "
                            + e.getMessage(),
                    e);
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

    private Plan plan(String topic, Object source) {
        if (ids == null || config == null || client == null) {
            throw new SerializationException("the JSON serializer was not configured");
        }
        if (plans.size() >= config.common().schemasMax()) {
            plans.clear();
        }
        SchemaText schema = source instanceof SchemaText own ? own : derived((Class<?>) source);
        RegisteredSchema target = ids.target(topic, schema == null ? null : title(schema), schema);
        byte[] head = ByteBuffer.allocate(AvroDeserializer.HEAD_BYTES)
                .put((byte) 0)
                .putInt(target.id())
                .array();
        byte[] header = config.common().idInHeader() ? SchemaIdHeaders.encode(ids.guid(topic, target)) : null;
        String strict = schema == null || isSame(schema, target.schema())
                ? null
                : config.common().strictChoice();
        Validation validation =
                config.validates() || strict != null ? new Validation(mapper, client, target.schema(), strict) : null;
        return new Plan(head, header, validation);
    }

    /** By what they say, as a registry keeps a schema without its spaces. */
    private boolean isSame(SchemaText own, SchemaText chosen) {
        try {
            return own.equals(chosen) || mapper.readTree(own.schema()).equals(mapper.readTree(chosen.schema()));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private @Nullable SchemaText derived(Class<?> type) {
        Derivation from = derivation;
        if (JsonNode.class.isAssignableFrom(type) || from == null) {
            return null;
        }
        synchronized (from) {
            return new SchemaText("JSON", from.schema(type));
        }
    }

    private @Nullable String title(SchemaText schema) {
        try {
            JsonNode title = mapper.readTree(schema.schema()).path("title");
            return title.isTextual() ? title.asText() : null;
        } catch (JsonProcessingException e) {
            throw new SerializationException("the schema is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
