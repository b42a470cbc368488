package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes generic and specific records and primitives as Avro behind their schema's id. Any thread. */
public final class AvroSerializer implements Serializer<Object> {
    private record Key(String topic, boolean specific, Schema schema) {
        // By identity: no schema is hashed or compared for a record.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && key.schema == schema
                    && key.specific == specific
                    && key.topic.equals(topic);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema) * 31 + topic.hashCode();
        }
    }

    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema INT = Schema.create(Schema.Type.INT);
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema FLOAT = Schema.create(Schema.Type.FLOAT);
    private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
    private static final Schema BOOLEAN = Schema.create(Schema.Type.BOOLEAN);
    private static final Schema BYTES = Schema.create(Schema.Type.BYTES);

    private final @Nullable SchemaRegistryClient given;
    private @Nullable SchemaRegistryClient client;
    private @Nullable SerdeConfig config;
    private @Nullable SchemaIds ids;
    private final ConcurrentHashMap<Key, WritePlan> plans = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, Schema> reflected = new ConcurrentHashMap<>();
    private Reflection reflection = new Reflection(false);
    // A topic mostly holds one type: its plan is found without a look into the map.
    private volatile @Nullable WritePlan last;
    // Lent to one caller at a time; a second one at the same moment makes its own.
    private final AtomicReference<@Nullable AvroSink> spare = new AtomicReference<>();

    /** To be configured, with a client of its own. */
    public AvroSerializer() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public AvroSerializer(SchemaRegistryClient client) {
        this.given = client;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistryClient asked = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        SerdeConfig settings = SerdeConfig.from(configs, isKey);
        client = asked;
        config = settings;
        ids = new SchemaIds(asked, settings);
        reflection = new Reflection(settings.reflectionNulls());
        reflected.clear();
        plans.clear();
        last = null;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        if (data != null && config != null && config.idInHeader()) {
            throw new SerializationException("the schema of a " + (isKey() ? "key" : "value") + " for topic " + topic
                    + " goes into a header, and there are none to put it in; use PrefixSchemaIdSerializer here");
        }
        return write(topic, null, data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Object data) {
        return write(topic, headers, data);
    }

    private byte @Nullable [] write(String topic, @Nullable Headers headers, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        WritePlan plan = plan(topic, data, schemaOf(topic, data));
        AvroSink lent = spare.getAndSet(null);
        AvroSink sink = lent == null ? new AvroSink() : lent;
        try {
            byte[] header = plan.header;
            if (header != null && headers != null) {
                String name = SchemaIdHeaders.name(isKey());
                headers.remove(name);
                headers.add(name, header);
            }
            plan.write(data, header == null ? sink.begin(plan.id) : sink.begin());
            return sink.toBytes();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "the " + (isKey() ? "key" : "value") + " for topic " + topic + " does not fit its schema: "
                            + e.getMessage(),
                    e);
        } finally {
            spare.set(sink);
        }
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private boolean isKey() {
        return config != null && config.isKey();
    }

    private WritePlan plan(String topic, Object data, Schema schema) {
        boolean specific = data instanceof SpecificRecord;
        WritePlan recent = last;
        if (recent != null && recent.source == schema && recent.specific == specific && recent.topic.equals(topic)) {
            return recent;
        }
        Key key = new Key(topic, specific, schema);
        WritePlan plan = plans.get(key);
        if (plan == null) {
            plan = newPlan(topic, schema, specific ? data.getClass() : null);
            plans.put(key, plan);
        }
        last = plan;
        return plan;
    }

    private WritePlan newPlan(String topic, Schema schema, @Nullable Class<?> specific) {
        if (ids == null || config == null) {
            throw new SerializationException("the Avro serializer was not configured");
        }
        if (plans.size() >= config.schemasMax()) {
            plans.clear();
        }
        SchemaIds.Target target = ids.target(topic, schema);
        byte[] header = config.idInHeader() ? SchemaIdHeaders.encode(ids.guid(topic, target)) : null;
        return new WritePlan(topic, schema, specific, target, header, config, reflection);
    }

    private Schema schemaOf(String topic, Object data) {
        if (data instanceof GenericContainer container) {
            return container.getSchema();
        } else if (data instanceof CharSequence) {
            return STRING;
        } else if (data instanceof Integer) {
            return INT;
        } else if (data instanceof Long) {
            return LONG;
        } else if (data instanceof Double) {
            return DOUBLE;
        } else if (data instanceof Float) {
            return FLOAT;
        } else if (data instanceof Boolean) {
            return BOOLEAN;
        } else if (data instanceof byte[] || data instanceof ByteBuffer) {
            return BYTES;
        }
        SerdeConfig settings = config;
        if (settings != null && settings.reflection()) {
            Reflection by = reflection;
            return reflected.computeIfAbsent(data.getClass(), by::trust);
        }
        throw new SerializationException(
                "no Avro schema for a " + data.getClass().getName() + " for topic " + topic
                        + "; it must be a generic or specific record, a string, a number, a boolean or bytes, or"
                        + " schema.reflection be true");
    }
}
