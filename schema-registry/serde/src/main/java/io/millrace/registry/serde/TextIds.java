package io.millrace.registry.serde;

import io.millrace.registry.client.RegisteredSchema;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaText;
import java.io.IOException;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what to write schemas of other types than Avro under: registered, looked up, the subject's newest or the one
 * chosen, as the settings say; and what was written by id and by guid. Its callers remember the answers. Any thread.
 */
public final class TextIds {
    private final SchemaRegistryClient client;
    private final SerdeConfig config;
    private final @Nullable String format;

    /** As the settings say; the format is the one that schemas are asked for in, null for their own. */
    public TextIds(SchemaRegistryClient client, SerdeConfig config, @Nullable String format) {
        this.client = client;
        this.config = config;
        this.format = format;
    }

    /** Where data is to go in a topic. Without a schema of its own, the settings must choose one. */
    public RegisteredSchema target(String topic, @Nullable String recordName, @Nullable SchemaText schema) {
        RegisteredSchema target = found(topic, recordName, schema);
        if (!config.ignoresRules()) {
            WriteRules.check(topic, target.id(), target.schema().ruleSet());
        }
        return target;
    }

    private RegisteredSchema found(String topic, @Nullable String recordName, @Nullable SchemaText schema) {
        String subject = config.subjects().subjectNameOf(topic, config.isKey(), recordName);
        try {
            if (config.useSchemaId() > 0) {
                return client.getSchemaById(config.useSchemaId(), subject, format);
            }
            if (config.autoRegister() && schema != null) {
                return client.register(subject, schema, config.normalize());
            }
            if (!config.latestMetadata().isEmpty()) {
                return client.getLatestWithMetadata(subject, config.latestMetadata(), format);
            }
            if (config.useLatestVersion()) {
                return client.getLatest(subject, format);
            }
            if (schema == null) {
                throw new SerializationException("data for topic " + topic + " brings no schema; set use.latest.version"
                        + " or use.schema.id, with auto.register.schemas=false");
            }
            return client.lookUp(subject, schema, config.normalize());
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

    /** The guid of what is written, as its header begins. */
    public UUID guid(String topic, RegisteredSchema target) {
        UUID told = target.guid();
        try {
            return told == null ? client.getGuid(target.id()) : told;
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no guid for schema id " + target.id() + " of topic " + topic + ": " + e.getMessage(), e);
        }
    }

    /** The schema that an id (an Integer or an {@link IdInContext}) or a guid (a UUID) stands for. */
    public RegisteredSchema written(String topic, Object name) {
        try {
            if (name instanceof UUID guid) {
                return client.getSchemaByGuid(guid, format);
            }
            return name instanceof IdInContext in
                    ? client.getSchemaById(in.id(), in.context(), format)
                    : client.getSchemaById((Integer) name, null, format);
        } catch (RestClientException | IOException e) {
            throw new SerializationException(
                    "no schema for id " + name + " of a record of topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
