package io.millrace.registry.client;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

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

    /** The compatibility level that holds for a subject. */
    String getCompatibility(String subject) throws IOException, RestClientException;

    /** Sets a subject's compatibility level; what the registry took it for. */
    String updateCompatibility(String subject, String level) throws IOException, RestClientException;

    /** Forgets everything cached. */
    void reset();

    @Override
    void close();
}
