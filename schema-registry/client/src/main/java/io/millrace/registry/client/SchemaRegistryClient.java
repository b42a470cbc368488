package io.millrace.registry.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a serde or a tool asks of a schema registry, under the names that users of Confluent's client know. An
 * {@link IOException} says that no registry answered; a {@link RestClientException} is an answer. Any thread.
 */
public interface SchemaRegistryClient extends AutoCloseable {
    /** Registers the schema where it is new to the subject; its id. */
    default int register(String subject, Schema schema) throws IOException, RestClientException {
        return register(subject, schema, false);
    }

    /** Registers the schema, its properties brought into one order first where asked for; its id. */
    int register(String subject, Schema schema, boolean normalize) throws IOException, RestClientException;

    /** The schema of an id, with all that it refers to resolved. */
    Schema getById(int id) throws IOException, RestClientException;

    /** The schema of an id in the context of a subject, with all that it refers to resolved. */
    Schema getById(int id, @Nullable String subject) throws IOException, RestClientException;

    /** The schema of that name in every registry, with all that it refers to resolved. */
    Schema getByGuid(UUID guid) throws IOException, RestClientException;

    /** The name in every registry of an id's schema. */
    UUID getGuid(int id) throws IOException, RestClientException;

    /** The newest version whose metadata has all these properties. */
    SchemaMetadata getLatestWithMetadata(String subject, Map<String, String> metadata)
            throws IOException, RestClientException;

    /** The id of a schema that the subject already has. */
    default int getId(String subject, Schema schema) throws IOException, RestClientException {
        return getId(subject, schema, false);
    }

    /** The id of a schema that the subject already has, compared in normal form where asked for. */
    int getId(String subject, Schema schema, boolean normalize) throws IOException, RestClientException;

    /** The version under which the subject has the schema. */
    int getVersion(String subject, Schema schema) throws IOException, RestClientException;

    /** The newest version of a subject. */
    SchemaMetadata getLatestSchemaMetadata(String subject) throws IOException, RestClientException;

    /** One version of a subject. */
    SchemaMetadata getSchemaMetadata(String subject, int version) throws IOException, RestClientException;

    /** The schema of one version, with all that it refers to resolved. */
    Schema parse(SchemaMetadata version) throws IOException, RestClientException;

    /**
     * Registers a schema of any type where it is new to the subject. Registries before 8 tell the id only: the rest is
     * then as it was sent.
     */
    RegisteredSchema register(String subject, SchemaText schema, boolean normalize)
            throws IOException, RestClientException;

    /** What the subject has a schema of any type under. */
    RegisteredSchema lookUp(String subject, SchemaText schema, boolean normalize)
            throws IOException, RestClientException;

    /**
     * The schema of an id as text. A subject says which context the id belongs to; the format {@code serialized} asks
     * for a Protobuf schema as the base64 of its descriptor, {@code resolved} for an Avro one without references.
     */
    RegisteredSchema getSchemaById(int id, @Nullable String subject, @Nullable String format)
            throws IOException, RestClientException;

    /** The schema of a guid as text; the id is 0 where the registry does not tell one. */
    RegisteredSchema getSchemaByGuid(UUID guid, @Nullable String format) throws IOException, RestClientException;

    /** One version of a subject as text, deleted softly or not: references may name such a one. */
    RegisteredSchema getSchemaVersion(String subject, int version, @Nullable String format)
            throws IOException, RestClientException;

    /** The newest version of a subject as text; remembered as {@code latest.cache.ttl.sec} says. */
    RegisteredSchema getLatest(String subject, @Nullable String format) throws IOException, RestClientException;

    /** The newest version of a subject whose metadata has all these properties; remembered as the newest is. */
    RegisteredSchema getLatestWithMetadata(String subject, Map<String, String> properties, @Nullable String format)
            throws IOException, RestClientException;

    /** The Avro schema of a text, with all that it refers to resolved. */
    Schema parse(SchemaText schema) throws IOException, RestClientException;

    /** What speaks against letting a schema of any type in, as the registry explains it; empty when nothing does. */
    List<String> testCompatibilityVerbose(String subject, SchemaText schema) throws IOException, RestClientException;

    /** What speaks against a schema of any type beside that one version, by the subject's level; -1 is the newest. */
    List<String> testCompatibilityVerbose(String subject, int version, SchemaText schema)
            throws IOException, RestClientException;

    /** Whether the subject's compatibility level would let the schema in. */
    default boolean testCompatibility(String subject, Schema schema) throws IOException, RestClientException {
        return testCompatibilityVerbose(subject, schema).isEmpty();
    }

    /** What speaks against letting the schema in; empty when nothing does. */
    List<String> testCompatibilityVerbose(String subject, Schema schema) throws IOException, RestClientException;

    /** The names of all live subjects. */
    Collection<String> getAllSubjects() throws IOException, RestClientException;

    /** The numbers of a subject's live versions. */
    List<Integer> getAllVersions(String subject) throws IOException, RestClientException;

    /** Deletes a subject; what versions it had. Permanently only after it was deleted softly. */
    List<Integer> deleteSubject(String subject, boolean permanent) throws IOException, RestClientException;

    /** Deletes a version; its number. */
    int deleteSchemaVersion(String subject, int version, boolean permanent) throws IOException, RestClientException;

    /** The compatibility level that holds for a subject, or with null where no subject says otherwise. */
    String getCompatibility(@Nullable String subject) throws IOException, RestClientException;

    /** Sets the compatibility level of a subject, or with null the global one; what the registry took it for. */
    String updateCompatibility(@Nullable String subject, String level) throws IOException, RestClientException;

    /**
     * All that holds for a subject, or with null where no subject says otherwise: {@code compatibilityLevel},
     * {@code normalize}, {@code alias}, {@code compatibilityGroup}, {@code defaultMetadata} and its like.
     */
    ObjectNode getConfig(@Nullable String subject) throws IOException, RestClientException;

    /**
     * Sets the fields that are named and takes out those that are null, at a subject or with null globally; the level is
     * called {@code compatibility} here. What the registry tells of it.
     */
    ObjectNode updateConfig(@Nullable String subject, ObjectNode change) throws IOException, RestClientException;

    /** Takes out what is set at a subject, or with null globally. */
    void deleteConfig(@Nullable String subject) throws IOException, RestClientException;

    /** The mode that holds for a subject, or with null where no subject says otherwise; {@code READWRITE} mostly. */
    String getMode(@Nullable String subject) throws IOException, RestClientException;

    /** Sets the mode of a subject, or with null the global one; what the registry took it for. */
    String setMode(@Nullable String subject, String mode, boolean force) throws IOException, RestClientException;

    /** Takes out the mode of a subject, or with null the global one. */
    void deleteMode(@Nullable String subject) throws IOException, RestClientException;

    /** The names of all contexts, each with its leading dot. */
    List<String> getAllContexts() throws IOException, RestClientException;

    /** Takes out a context of which nothing is left. */
    void deleteContext(String context) throws IOException, RestClientException;

    /** Forgets everything cached. */
    void reset();

    @Override
    void close();
}
