package io.millrace.registry.serde;

import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaMetadata;
import io.millrace.registry.client.SchemaRegistryClient;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.errors.SerializationException;

/** Finds the id to write a schema under: registered, looked up or the subject's newest, as the settings say. Any thread. */
public final class SchemaIds {
    /** The id to write, and the schema that it stands for. */
    public record Target(int id, Schema schema) {}

    private final SchemaRegistryClient client;
    private final SerdeConfig config;

    /** As the settings say. */
    public SchemaIds(SchemaRegistryClient client, SerdeConfig config) {
        this.client = client;
        this.config = config;
    }

    /** Where data of a schema is to go in a topic. Asks the registry: its caller remembers the answer. */
    public Target target(String topic, Schema schema) {
        String subject = config.subjects().subjectName(topic, config.isKey(), schema);
        try {
            if (config.autoRegister()) {
                return new Target(client.register(subject, schema, config.normalize()), schema);
            }
            return config.useLatestVersion()
                    ? newest(subject, schema)
                    : new Target(client.getId(subject, schema, config.normalize()), schema);
        } catch (RestClientException e) {
            throw new SerializationException(
                    "the registry refuses the schema of topic " + topic + " in subject " + subject + ": "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new SerializationException(
                    "no id for the schema of topic " + topic + " in subject " + subject + ": " + e.getMessage(), e);
        }
    }

    private Target newest(String subject, Schema schema) throws IOException, RestClientException {
        SchemaMetadata newest = client.getLatestSchemaMetadata(subject);
        Schema parsed = client.parse(newest);
        if (config.latestStrict() && !parsed.equals(schema)) {
            SchemaCompatibility.SchemaPairCompatibility verdict =
                    SchemaCompatibility.checkReaderWriterCompatibility(parsed, schema);
            if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
                throw new SerializationException("the data's schema does not fit version " + newest.version()
                        + ", the newest of subject " + subject + ": " + verdict.getDescription());
            }
        }
        return new Target(newest.id(), parsed);
    }
}
