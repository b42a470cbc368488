package io.millrace.registry.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * A registry in this process's memory, for tests: {@code mock://scope} reaches the same one from everywhere. It
 * checks compatibility when asked ({@code NONE} or, for every other level, with the newest version), registers without.
 * Any thread: every method holds its lock.
 */
public final class MockSchemaRegistry implements SchemaRegistryClient {
    private static final ConcurrentHashMap<String, MockSchemaRegistry> SCOPES = new ConcurrentHashMap<>();
    private static final String LEVEL_DEFAULT = "BACKWARD";

    private final List<Schema> byId = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Integer>> idsByVersion = new TreeMap<>();
    private final Map<String, String> levels = new TreeMap<>();

    /** An empty registry of its own. */
    public MockSchemaRegistry() {}

    /** The registry of a scope. */
    public static MockSchemaRegistry of(String scope) {
        return SCOPES.computeIfAbsent(scope, name -> new MockSchemaRegistry());
    }

    /** Forgets a scope. */
    public static void drop(String scope) {
        SCOPES.remove(scope);
    }

    @Override
    public synchronized int register(String subject, Schema schema, boolean normalize) {
        int id = byId.indexOf(schema) + 1;
        if (id == 0) {
            byId.add(schema);
            id = byId.size();
        }
        TreeMap<Integer, Integer> versions = idsByVersion.computeIfAbsent(subject, name -> new TreeMap<>());
        if (!versions.containsValue(id)) {
            versions.put(versions.isEmpty() ? 1 : versions.lastKey() + 1, id);
        }
        return id;
    }

    @Override
    public synchronized Schema getById(int id) throws RestClientException {
        if (id < 1 || id > byId.size()) {
            throw new RestClientException(404, 40403, "Schema " + id + " not found");
        }
        return byId.get(id - 1);
    }

    @Override
    public synchronized Schema getByGuid(UUID guid) throws RestClientException {
        for (Schema schema : byId) {
            if (guid(schema).equals(guid)) {
                return schema;
            }
        }
        throw new RestClientException(404, 40403, "Schema " + guid + " not found");
    }

    @Override
    public synchronized UUID getGuid(int id) throws RestClientException {
        return guid(getById(id));
    }

    private static UUID guid(Schema schema) {
        try {
            ByteBuffer sum = ByteBuffer.wrap(
                    MessageDigest.getInstance("MD5").digest(schema.toString().getBytes(StandardCharsets.UTF_8)));
            return new UUID(sum.getLong(), sum.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** No metadata is kept here: only none is found. */
    @Override
    public synchronized SchemaMetadata getLatestWithMetadata(String subject, Map<String, String> metadata)
            throws RestClientException {
        if (!metadata.isEmpty()) {
            throw new RestClientException(404, 40402, "No version of subject '" + subject + "' has that metadata");
        }
        return getLatestSchemaMetadata(subject);
    }

    @Override
    public synchronized int getId(String subject, Schema schema, boolean normalize) throws RestClientException {
        return getSchemaMetadata(subject, getVersion(subject, schema)).id();
    }

    @Override
    public synchronized int getVersion(String subject, Schema schema) throws RestClientException {
        int id = byId.indexOf(schema) + 1;
        for (Map.Entry<Integer, Integer> version : versions(subject).entrySet()) {
            if (version.getValue() == id) {
                return version.getKey();
            }
        }
        throw new RestClientException(404, 40403, "Schema not found in subject '" + subject + "'");
    }

    @Override
    public synchronized SchemaMetadata getLatestSchemaMetadata(String subject) throws RestClientException {
        return getSchemaMetadata(subject, versions(subject).lastKey());
    }

    @Override
    public synchronized SchemaMetadata getSchemaMetadata(String subject, int version) throws RestClientException {
        Integer id = versions(subject).get(version);
        if (id == null) {
            throw new RestClientException(404, 40402, "Version " + version + " not found");
        }
        return new SchemaMetadata(subject, version, id, "AVRO", getById(id).toString(), List.of());
    }

    @Override
    public synchronized Schema parse(SchemaMetadata version) throws RestClientException {
        return getById(version.id());
    }

    @Override
    public synchronized List<String> testCompatibilityVerbose(String subject, Schema schema)
            throws RestClientException {
        if (!idsByVersion.containsKey(subject) || getCompatibility(subject).equals("NONE")) {
            return List.of();
        }
        Schema newest = getById(getLatestSchemaMetadata(subject).id());
        SchemaCompatibility.SchemaPairCompatibility verdict =
                SchemaCompatibility.checkReaderWriterCompatibility(schema, newest);
        return verdict.getType() == SchemaCompatibilityType.COMPATIBLE ? List.of() : List.of(verdict.getDescription());
    }

    @Override
    public synchronized Collection<String> getAllSubjects() {
        return List.copyOf(idsByVersion.keySet());
    }

    @Override
    public synchronized List<Integer> getAllVersions(String subject) throws RestClientException {
        return List.copyOf(versions(subject).keySet());
    }

    @Override
    public synchronized List<Integer> deleteSubject(String subject, boolean permanent) throws RestClientException {
        List<Integer> versions = getAllVersions(subject);
        idsByVersion.remove(subject);
        return versions;
    }

    @Override
    public synchronized int deleteSchemaVersion(String subject, int version, boolean permanent)
            throws RestClientException {
        getSchemaMetadata(subject, version);
        TreeMap<Integer, Integer> versions = versions(subject);
        versions.remove(version);
        if (versions.isEmpty()) {
            idsByVersion.remove(subject);
        }
        return version;
    }

    @Override
    public synchronized String getCompatibility(String subject) {
        return levels.getOrDefault(subject, LEVEL_DEFAULT);
    }

    @Override
    public synchronized String updateCompatibility(String subject, String level) {
        levels.put(subject, level);
        return level;
    }

    /** Nothing is cached: what it holds is the registry itself. */
    @Override
    public void reset() {}

    /** Leaves the registry to the others of its scope. */
    @Override
    public void close() {}

    private TreeMap<Integer, Integer> versions(String subject) throws RestClientException {
        TreeMap<Integer, Integer> versions = idsByVersion.get(subject);
        if (versions == null) {
            throw new RestClientException(404, 40401, "Subject '" + subject + "' not found.");
        }
        return versions;
    }
}
