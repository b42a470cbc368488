package io.millrace.registry.converter;

import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.serde.AvroSink;
import io.millrace.registry.serde.AvroSource;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.SchemaIds;
import io.millrace.registry.serde.SerdeConfig;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema.Type;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** How to convert each schema met so far, found by the schema object's identity first. Any thread. */
final class Plans {
    /** How a schema's values are written for one topic. Immutable. */
    record ToAvro(
            String topic, Schema schema, int id, byte @Nullable [] header, boolean bareBytes, ValueWriter writer) {
        void write(@Nullable Object value, AvroSink sink) throws IOException {
            if (!bareBytes) {
                writer.write(value, sink);
            } else if (value == null) {
                throw new DataException("null where the schema needs a value");
            } else {
                byte[] bytes = ValueWriters.bareBytes(schema, value);
                sink.writeFixed(bytes, 0, bytes.length);
            }
        }
    }

    /** How the records of one id, or of one guid, are read. Immutable. */
    record ToConnect(Object name, int id, Schema schema, boolean bareBytes, ValueReader reader) {
        @Nullable
        Object read(AvroSource source) throws IOException {
            if (!bareBytes) {
                return reader.read(source);
            }
            byte[] bytes = new byte[source.remainingBytes()];
            source.readFixed(bytes, 0, bytes.length);
            return Logical.fromRaw(schema, java.nio.ByteBuffer.wrap(bytes));
        }
    }

    private record Equal(String topic, Schema schema) {}

    private record Same(String topic, Schema schema) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.schema == schema && same.topic.equals(topic);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema) * 31 + topic.hashCode();
        }
    }

    private final SchemaRegistryClient client;
    private final SchemaIds ids;
    private final SerdeConfig serde;
    private final ConverterConfig config;
    private final ConcurrentHashMap<Same, ToAvro> same = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Equal, ToAvro> equal = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Object, ToConnect> byName = new ConcurrentHashMap<>();
    private volatile @Nullable ToConnect lastRead;

    Plans(SchemaRegistryClient client, SerdeConfig serde, ConverterConfig config) {
        this.client = client;
        this.ids = new SchemaIds(client, serde);
        this.serde = serde;
        this.config = config;
    }

    ToAvro toAvro(String topic, Schema schema) {
        Same identity = new Same(topic, schema);
        ToAvro plan = same.get(identity);
        if (plan != null) {
            return plan;
        }
        Equal key = new Equal(topic, schema);
        plan = equal.get(key);
        if (plan == null) {
            plan = newToAvro(topic, schema);
            makeRoom(equal);
            equal.put(key, plan);
        }
        makeRoom(same);
        same.put(identity, plan);
        return plan;
    }

    ToConnect toConnect(String topic, int id) throws RestClientException {
        ToConnect recent = lastRead;
        if (recent != null && recent.id == id && !serde.hasContexts()) {
            return recent;
        }
        ToConnect plan = toConnect(serde.schemaName(topic, id), id);
        lastRead = plan;
        return plan;
    }

    ToConnect toConnect(UUID guid) throws RestClientException {
        return toConnect(guid, -1);
    }

    private ToConnect toConnect(Object name, int id) throws RestClientException {
        ToConnect plan = byName.get(name);
        if (plan == null) {
            org.apache.avro.Schema avro = fetched(name);
            Schema schema = AvroToConnect.schema(avro, config);
            plan = new ToConnect(name, id, schema, avro.getType() == Type.BYTES, ValueReaders.of(avro, schema));
            makeRoom(byName);
            byName.put(name, plan);
        }
        return plan;
    }

    private org.apache.avro.Schema fetched(Object name) throws RestClientException {
        try {
            return SchemaIds.written(client, name);
        } catch (IOException e) {
            // No registry answered: the record is not to blame, and a later try may do.
            throw new RetriableException(e.getMessage(), e);
        }
    }

    private SchemaIds.Target target(String topic, org.apache.avro.Schema avro) {
        try {
            return ids.target(topic, avro);
        } catch (SerializationException e) {
            if (e.getCause() instanceof IOException) {
                throw new RetriableException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private UUID guid(String topic, SchemaIds.Target target) {
        try {
            return ids.guid(topic, target);
        } catch (SerializationException e) {
            if (e.getCause() instanceof IOException) {
                throw new RetriableException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private ToAvro newToAvro(String topic, Schema schema) {
        org.apache.avro.Schema avro = ConnectToAvro.schema(schema, config);
        SchemaIds.Target target = target(topic, avro);
        if (!target.schema().equals(avro)) {
            throw new DataException("the newest schema of topic " + topic
                    + " is another than the data's; use.latest.version writes it only where the two are equal");
        }
        ValueWriter writer = ValueWriters.of(schema, avro, config);
        byte[] header = serde.idInHeader() ? SchemaIdHeaders.encode(guid(topic, target)) : null;
        return new ToAvro(topic, schema, target.id(), header, avro.getType() == Type.BYTES, writer);
    }

    // A source that makes a schema for every record ends here again and again; dropping all is cheap and bounded.
    private void makeRoom(ConcurrentHashMap<?, ?> map) {
        if (map.size() >= config.cacheSize()) {
            map.clear();
        }
    }
}
