package io.millrace.registry.converter;

import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSink;
import io.millrace.registry.serde.AvroSource;
import io.millrace.registry.serde.SchemaIdHeaders;
import io.millrace.registry.serde.SerdeConfig;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Connect's records as Avro behind a schema id, and back, with Confluent's mapping of schemas. Values go straight from
 * the one form to the other by writers and readers made once a schema. Any thread.
 */
public final class AvroConverter implements Converter {
    private final @Nullable SchemaRegistryClient given;
    private @Nullable SchemaRegistryClient client;
    private @Nullable Plans plans;
    private @Nullable SerdeConfig serde;
    // Lent to one caller at a time; a second one at the same moment makes its own.
    private final AtomicReference<@Nullable AvroSink> spareSink = new AtomicReference<>();
    private final AtomicReference<@Nullable AvroSource> spareSource = new AtomicReference<>();

    /** To be configured, with a client of its own. */
    public AvroConverter() {
        this.given = null;
    }

    /** To be configured, with a client that it shares. */
    public AvroConverter(SchemaRegistryClient client) {
        this.given = client;
    }

    @Override
    public ConfigDef config() {
        return ConverterConfig.DEFINITION;
    }

    @Override
    public String version() {
        String version = AvroConverter.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        ConverterConfig config = ConverterConfig.from(configs);
        SchemaRegistryClient asked = given == null ? SchemaRegistryClientFactory.newClient(configs) : given;
        client = asked;
        serde = SerdeConfig.from(configs, isKey);
        plans = new Plans(asked, serde, config);
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return write(topic, null, schema, value);
    }

    @Override
    public byte @Nullable [] fromConnectData(
            String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        return write(topic, headers, schema, value);
    }

    private byte @Nullable [] write(
            String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value) {
        if (value == null && (schema == null || schema.isOptional())) {
            return null;
        }
        if (schema == null) {
            throw new DataException("a record for topic " + topic + " has no schema, which Avro needs; read it with"
                    + " one, or write it by a converter that does without, as JsonConverter does");
        }
        AvroSink lent = spareSink.getAndSet(null);
        AvroSink sink = lent == null ? new AvroSink() : lent;
        try {
            Plans.ToAvro plan = plans().toAvro(topic, schema);
            byte[] header = plan.header();
            if (header != null) {
                putHeader(topic, headers, header);
            }
            plan.write(value, header == null ? sink.begin(plan.id()) : sink.begin());
            return sink.toBytes();
        } catch (DataException | SerializationException | ClassCastException | IOException e) {
            throw new DataException("a record for topic " + topic + " cannot be written as Avro: " + e.getMessage(), e);
        } finally {
            spareSink.set(sink);
        }
    }

    private void putHeader(String topic, @Nullable Headers headers, byte[] header) {
        if (headers == null || serde == null) {
            throw new DataException("the schema of a record for topic " + topic
                    + " goes into a header, and there are none to put it in; use PrefixSchemaIdSerializer here");
        }
        String name = SchemaIdHeaders.name(serde.isKey());
        headers.remove(name);
        headers.add(name, header);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return read(topic, null, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
        return read(topic, headers, value);
    }

    private SchemaAndValue read(String topic, @Nullable Headers headers, byte @Nullable [] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        AvroSource lent = spareSource.getAndSet(null);
        AvroSource source = lent == null ? new AvroSource() : lent;
        try {
            UUID guid =
                    serde != null && serde.headersRead() ? SchemaIdHeaders.find(headers, serde.isKey(), topic) : null;
            int start = guid == null ? AvroDeserializer.HEAD_BYTES : 0;
            Plans.ToConnect plan = guid == null
                    ? plans().toConnect(topic, AvroDeserializer.schemaId(topic, value, 0, value.length))
                    : plans().toConnect(guid);
            source.over(value, start, value.length - start);
            return new SchemaAndValue(plan.schema(), plan.read(source));
        } catch (RetriableException e) {
            throw e;
        } catch (IOException | RestClientException | RuntimeException | StackOverflowError e) {
            throw new DataException("a record of topic " + topic + " cannot be read as Avro: " + e.getMessage(), e);
        } finally {
            source.release();
            spareSource.set(source);
        }
    }

    @Override
    public void close() {
        if (given == null && client != null) {
            client.close();
        }
    }

    private Plans plans() {
        if (plans == null) {
            throw new DataException("the Avro converter was not configured");
        }
        return plans;
    }
}
