package io.millrace.registry.serde.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.client.SchemaText;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.TextIds;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JsonSchemaSerializer} writes: into the class of {@code json.value.type} or {@code json.key.type},
 * or else into maps, lists and what JSON has beside them. Any thread.
 */
public final class JsonSchemaDeserializer<T> implements Deserializer<T> {
    private record Plan(ObjectReader reader, @Nullable Validation validation) {}

    private final @Nullable SchemaRegistryClient given;
    private final ConcurrentHashMap<Object, Plan> plans = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient client;
    private @Nullable JsonConfig config;
    private @Nullable TextIds ids;
    private ObjectMapper mapper = new ObjectMapper();

    /** To be configured, with a client of its own. */
    public JsonSchemaDeserializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public JsonSchemaDeserializer(SchemaRegistryClient client) {
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
        plans.clear();
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
        JsonConfig settings = config;
        if (settings == null) {
            throw new SerializationException("the JSON deserializer was not configured");
        }
        UUID guid = settings.common().headersRead()
                ? SchemaIdHeaders.find(headers, settings.common().isKey(), topic)
                : null;
        int start = guid == null ? AvroDeserializer.HEAD_BYTES : 0;
        Object name = guid == null
                ? settings.common().schemaName(topic, AvroDeserializer.schemaId(topic, data, 0, data.length))
                : guid;
        Plan plan = plans.get(name);
        if (plan == null) {
            plan = plan(topic, name, settings);
            plans.put(name, plan);
        }
        try {
            if (plan.validation != null) {
                plan.validation.check(topic, mapper.readTree(data, start, data.length - start));
            }
            return (T) plan.reader.readValue(data, start, data.length - start);
        } catch (IOException | StackOverflowError e) {
            throw new SerializationException(
                    "a record of topic " + topic + " with schema id " + name + " cannot be read as JSON: "
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

    private Plan plan(String topic, Object name, JsonConfig settings) {
        if (ids == null || client == null) {
            throw new SerializationException("the JSON deserializer was not configured");
        }
        if (plans.size() >= settings.common().schemasMax()) {
            plans.clear();
        }
        SchemaText text = ids.written(topic, name).schema();
        if (!text.schemaType().equals("JSON")) {
            throw new SerializationException(
                    "a record of topic " + topic + " has a schema of type " + text.schemaType() + ", not JSON");
        }
        Class<?> type = settings.type() != null ? settings.type() : named(text, settings.typeProperty());
        return new Plan(
                mapper.readerFor(type), settings.validates() ? new Validation(mapper, client, text, null) : null);
    }

    private Class<?> named(SchemaText text, @Nullable String property) {
        if (property == null) {
            return Object.class;
        }
        try {
            JsonNode name = mapper.readTree(text.schema()).path(property);
            return name.isTextual() ? JsonConfig.load(name.asText()) : Object.class;
        } catch (JsonProcessingException e) {
            throw new SerializationException("the schema is no JSON: " + e.getOriginalMessage(), e);
        } catch (ClassNotFoundException e) {
            throw new SerializationException("the class that a schema names is not there: " + e.getMessage(), e);
        }
    }
}
