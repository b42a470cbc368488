package io.millrace.registry.serde;

import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AvroSerializer} writes, by the schema whose id stands before it. Any thread. */
public final class AvroDeserializer implements Deserializer<Object> {
    /** The magic byte and the id before every record. */
    public static final int HEAD_BYTES = 5;

    /** An id or a guid, and what it is read as. */
    private record Key(Object name, @Nullable Schema wanted) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.name.equals(name) && key.wanted == wanted;
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + System.identityHashCode(wanted);
        }
    }

    private final @Nullable SchemaRegistryClient given;
    private @Nullable SchemaRegistryClient client;
    private @Nullable SerdeConfig config;
    private final ConcurrentHashMap<Key, ReadPlan> plans = new ConcurrentHashMap<>();
    // Records of one id come in runs: their plan is found without a look into the map.
    private volatile @Nullable ReadPlan last;
    // Lent to one caller at a time; a second one at the same moment makes its own.
    private final AtomicReference<@Nullable AvroSource> spare = new AtomicReference<>();

    /** To be configured, with a client of its own. */
    public AvroDeserializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public AvroDeserializer(SchemaRegistryClient client) {
        this.given = client;
    }

    /** The schema id before a record, after a look at its magic byte. */
    public static int schemaId(String topic, byte[] data, int start, int length) {
        if (length < HEAD_BYTES || data[start] != 0) {
            throw new SerializationException(
                    "Unknown magic byte! A record of topic " + topic
                            + " does not begin with a zero byte and a schema id; it was not written by a registry's serializer");
        }
        return (data[start + 1] & 0xFF) << 24
                | (data[start + 2] & 0xFF) << 16
                | (data[start + 3] & 0xFF) << 8
                | data[start + 4] & 0xFF;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        client = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        config = SerdeConfig.from(configs, isKey);
        plans.clear();
        last = null;
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : read(topic, null, data, 0, data.length, null);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
        return data == null ? null : read(topic, headers, data, 0, data.length, null);
    }

    /** As one version of a schema, whatever version it was written in. */
    public @Nullable Object deserialize(String topic, byte @Nullable [] data, Schema as) {
        return data == null ? null : read(topic, null, data, 0, data.length, as);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        if (data == null) {
            return null;
        }
        if (data.hasArray()) {
            return read(topic, headers, data.array(), data.arrayOffset() + data.position(), data.remaining(), null);
        }
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return read(topic, headers, bytes, 0, bytes.length, null);
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private Object read(
            String topic, @Nullable Headers headers, byte[] data, int start, int length, @Nullable Schema as) {
        SerdeConfig settings = config;
        UUID guid = settings != null && settings.headersRead()
                ? SchemaIdHeaders.find(headers, settings.isKey(), topic)
                : null;
        if (guid != null) {
            return read(topic, planOf(topic, guid, as), data, start, length);
        }
        int id = schemaId(topic, data, start, length);
        return read(topic, plan(topic, id, as, settings), data, start + HEAD_BYTES, length - HEAD_BYTES);
    }

    private Object read(String topic, ReadPlan plan, byte[] data, int start, int length) {
        AvroSource lent = spare.getAndSet(null);
        AvroSource source = lent == null ? new AvroSource() : lent;
        try {
            return plan.read(source.over(data, start, length));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A recursive type in damaged bytes may nest as deep as there are bytes.
            throw new SerializationException(
                    "a record of topic " + topic + " cannot be read by its schema, id " + plan.name + ": "
                            + e.getMessage(),
                    e);
        } finally {
            source.release();
            spare.set(source);
        }
    }

    private ReadPlan plan(String topic, int id, @Nullable Schema as, @Nullable SerdeConfig settings) {
        if (settings != null && settings.hasContexts() && settings.schemaName(topic, id) instanceof IdInContext in) {
            return planOf(topic, in, as);
        }
        ReadPlan recent = last;
        if (recent != null && recent.id == id && recent.wanted == as) {
            return recent;
        }
        ReadPlan plan = planOf(topic, id, as);
        last = plan;
        return plan;
    }

    private ReadPlan planOf(String topic, Object name, @Nullable Schema as) {
        Key key = new Key(name, as);
        ReadPlan plan = plans.get(key);
        if (plan == null) {
            plan = newPlan(topic, name, as);
            plans.put(key, plan);
        }
        return plan;
    }

    private ReadPlan newPlan(String topic, Object name, @Nullable Schema as) {
        if (client == null || config == null) {
            throw new SerializationException("the Avro deserializer was not configured");
        }
        if (plans.size() >= config.schemasMax()) {
            plans.clear();
        }
        try {
            Schema writer = SchemaIds.written(client, name);
            return new ReadPlan(name, writer, as, config);
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no schema for id " + name + " of a record of topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
