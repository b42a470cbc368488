package io.millrace.registry.serde;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaMetadata;
import io.millrace.registry.client.SchemaRegistryClient;
import java.io.IOException;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Finds the id to write a schema under: registered, looked up or the subject's newest, as the settings say. Any thread. */
public final class SchemaIds {
    /** The id to write, and the schema that it stands for. */
    public record Target(int id, Schema schema) {}

    /** The name of a target's schema in every registry; asks the registry. */
    public UUID guid(String topic, Target target) {
        try {
            return client.getGuid(target.id());
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no guid for schema id " + target.id() + " of topic " + topic + ": " + e.getMessage(), e);
        }
    }

    /** The schema that an id (an Integer or an {@link IdInContext}) or a guid (a UUID) stands for. */
    public static Schema written(SchemaRegistryClient client, Object name) throws IOException, RestClientException {
        if (name instanceof UUID guid) {
            return client.getByGuid(guid);
        }
        return name instanceof IdInContext in ? client.getById(in.id(), in.context()) : client.getById((Integer) name);
    }

    private final SchemaRegistryClient client;
    private final SerdeConfig config;

    /** As the settings say. */
    public SchemaIds(SchemaRegistryClient client, SerdeConfig config) {
        this.client = client;
        this.config = config;
    }

    /** Where data of a schema is to go in a topic. Asks the registry: its caller remembers the answer. */
    public Target target(String topic, Schema schema) {
        Target target = found(topic, schema);
        if (!config.ignoresRules()) {
            WriteRules.check(topic, target.id(), rules(topic, target.id()));
        }
        return target;
    }

    private @Nullable JsonNode rules(String topic, int id) {
        String context = config.schemaName(topic, id) instanceof IdInContext in ? in.context() : null;
        try {
            return client.getSchemaById(id, context, null).schema().ruleSet();
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no rules for schema id " + id + " of topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private Target found(String topic, Schema schema) {
        String subject = config.subjects().subjectName(topic, config.isKey(), schema);
        try {
            if (config.useSchemaId() > 0) {
                return chosen(topic, schema);
            }
            Schema told = config.removesJavaProperties() ? JavaProperties.without(schema) : schema;
            if (config.autoRegister()) {
                return new Target(client.register(subject, told, config.normalize()), schema);
            }
            if (!config.latestMetadata().isEmpty()) {
                return newest(subject, schema, client.getLatestWithMetadata(subject, config.latestMetadata()));
            }
            return config.useLatestVersion()
                    ? newest(subject, schema, client.getLatestSchemaMetadata(subject))
                    : new Target(client.getId(subject, told, config.normalize()), schema);
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

    /** The schema of the id that the settings name. */
    private Target chosen(String topic, Schema schema) throws IOException, RestClientException {
        Schema chosen = written(client, config.schemaName(topic, config.useSchemaId()));
        if (config.idStrict()) {
            checkFits(chosen, schema, "the schema with use.schema.id=" + config.useSchemaId() + " for topic " + topic);
        }
        return new Target(config.useSchemaId(), chosen);
    }

    private Target newest(String subject, Schema schema, SchemaMetadata newest)
            throws IOException, RestClientException {
        Schema parsed = client.parse(newest);
        if (config.latestStrict()) {
            checkFits(parsed, schema, "version " + newest.version() + ", the newest of subject " + subject);
        }
        // What differs for Java alone is written the same: no need to translate.
        boolean same = JavaProperties.without(parsed).equals(JavaProperties.without(schema));
        return new Target(newest.id(), same ? schema : parsed);
    }

    private static void checkFits(Schema written, Schema own, String what) {
        if (!written.equals(own)) {
            SchemaCompatibility.SchemaPairCompatibility verdict =
                    SchemaCompatibility.checkReaderWriterCompatibility(written, own);
            if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
                throw new SerializationException(
                        "the data's schema does not fit " + what + ": " + verdict.getDescription());
            }
        }
    }
}
