package io.millrace.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * A registry in this process's memory, for tests: {@code mock://scope} reaches the same one from everywhere. It
 * checks compatibility when asked ({@code NONE} or, for every other level, with the newest version), registers without.
 * Any thread: every method holds its lock.
 */
public final class MockSchemaRegistry implements SchemaRegistryClient {
    private static final ConcurrentHashMap<String, MockSchemaRegistry> SCOPES = new ConcurrentHashMap<>();
    private static final String LEVEL_DEFAULT = "BACKWARD";
    private static final String GLOBAL = "";

    /** What an id stands for; the Avro schema only where it is one. */
    private record Entry(SchemaText text, @Nullable Schema avro, UUID guid) {}

    private final List<Entry> byId = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Integer>> idsByVersion = new TreeMap<>();
    private final Map<String, ObjectNode> configs = new TreeMap<>();
    private final Map<String, String> modes = new TreeMap<>();

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
        int id = idOf(schema);
        return place(subject, id > 0 ? id : add(new SchemaText("AVRO", schema.toString()), schema));
    }

    @Override
    public synchronized RegisteredSchema register(String subject, SchemaText schema, boolean normalize)
            throws RestClientException {
        Schema avro = schema.schemaType().equals("AVRO") ? parse(schema) : null;
        int id = idOf(schema, avro);
        place(subject, id > 0 ? id : add(schema, avro));
        return lookUp(subject, schema, normalize);
    }

    @Override
    public synchronized RegisteredSchema lookUp(String subject, SchemaText schema, boolean normalize)
            throws RestClientException {
        Schema avro = schema.schemaType().equals("AVRO") ? parse(schema) : null;
        return told(subject, versionOf(subject, idOf(schema, avro)));
    }

    @Override
    public synchronized Schema getById(int id) throws RestClientException {
        Entry entry = entry(id);
        if (entry.avro == null) {
            throw new RestClientException(
                    422, 42201, "the schema is of type " + entry.text.schemaType() + ", not AVRO");
        }
        return entry.avro;
    }

    /** All contexts share their ids here. */
    @Override
    public Schema getById(int id, @Nullable String subject) throws RestClientException {
        return getById(id);
    }

    @Override
    public synchronized RegisteredSchema getSchemaById(int id, @Nullable String subject, @Nullable String format)
            throws RestClientException {
        Entry entry = entry(id);
        return new RegisteredSchema(id, entry.guid, null, 0, entry.text);
    }

    @Override
    public synchronized RegisteredSchema getSchemaByGuid(UUID guid, @Nullable String format)
            throws RestClientException {
        for (int id = 1; id <= byId.size(); id++) {
            if (byId.get(id - 1).guid.equals(guid)) {
                return getSchemaById(id, null, format);
            }
        }
        throw new RestClientException(404, 40403, "Schema " + guid + " not found");
    }

    @Override
    public synchronized Schema getByGuid(UUID guid) throws RestClientException {
        return getById(getSchemaByGuid(guid, null).id());
    }

    @Override
    public synchronized UUID getGuid(int id) throws RestClientException {
        return entry(id).guid;
    }

    @Override
    public synchronized SchemaMetadata getLatestWithMetadata(String subject, Map<String, String> metadata)
            throws RestClientException {
        return getSchemaMetadata(
                subject, getLatestWithMetadata(subject, metadata, null).version());
    }

    @Override
    public synchronized RegisteredSchema getSchemaVersion(String subject, int version, @Nullable String format)
            throws RestClientException {
        return told(subject, version);
    }

    @Override
    public synchronized RegisteredSchema getLatest(String subject, @Nullable String format) throws RestClientException {
        return told(subject, versions(subject).lastKey());
    }

    @Override
    public synchronized RegisteredSchema getLatestWithMetadata(
            String subject, Map<String, String> properties, @Nullable String format) throws RestClientException {
        for (int version : versions(subject).descendingKeySet()) {
            RegisteredSchema one = told(subject, version);
            JsonNode metadata = one.schema().metadata();
            if (properties.entrySet().stream()
                    .allMatch(property -> property.getValue()
                            .equals(
                                    metadata == null
                                            ? null
                                            : metadata.path("properties")
                                                    .path(property.getKey())
                                                    .asText()))) {
                return one;
            }
        }
        throw new RestClientException(404, 40402, "No version of subject '" + subject + "' has such metadata");
    }

    @Override
    public synchronized int getId(String subject, Schema schema, boolean normalize) throws RestClientException {
        return getSchemaMetadata(subject, getVersion(subject, schema)).id();
    }

    @Override
    public synchronized int getVersion(String subject, Schema schema) throws RestClientException {
        return versionOf(subject, idOf(schema));
    }

    @Override
    public synchronized SchemaMetadata getLatestSchemaMetadata(String subject) throws RestClientException {
        return getSchemaMetadata(subject, versions(subject).lastKey());
    }

    @Override
    public synchronized SchemaMetadata getSchemaMetadata(String subject, int version) throws RestClientException {
        RegisteredSchema told = told(subject, version);
        SchemaText text = told.schema();
        return new SchemaMetadata(subject, version, told.id(), text.schemaType(), text.schema(), text.references());
    }

    @Override
    public synchronized Schema parse(SchemaMetadata version) throws RestClientException {
        return getById(version.id());
    }

    @Override
    public synchronized Schema parse(SchemaText schema) throws RestClientException {
        try {
            return AvroParsing.parse(
                    schema, (subject, version) -> told(subject, version).schema());
        } catch (IOException e) {
            throw new UncheckedIOException("a registry in memory did not answer", e);
        }
    }

    @Override
    public synchronized List<String> testCompatibilityVerbose(String subject, SchemaText schema)
            throws RestClientException {
        return schema.schemaType().equals("AVRO") ? testCompatibilityVerbose(subject, parse(schema)) : List.of();
    }

    @Override
    public synchronized List<String> testCompatibilityVerbose(String subject, int version, SchemaText schema)
            throws RestClientException {
        int beside = version == -1 ? versions(subject).lastKey() : version;
        RegisteredSchema old = told(subject, beside);
        return schema.schemaType().equals("AVRO") && !getCompatibility(subject).equals("NONE")
                ? objections(parse(schema), getById(old.id()))
                : List.of();
    }

    @Override
    public synchronized List<String> testCompatibilityVerbose(String subject, Schema schema)
            throws RestClientException {
        if (!idsByVersion.containsKey(subject) || getCompatibility(subject).equals("NONE")) {
            return List.of();
        }
        return objections(schema, getById(getLatestSchemaMetadata(subject).id()));
    }

    private static List<String> objections(Schema schema, Schema newest) {
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
    public synchronized String getCompatibility(@Nullable String subject) {
        return getConfig(subject).path("compatibilityLevel").asText();
    }

    @Override
    public synchronized String updateCompatibility(@Nullable String subject, String level) {
        updateConfig(subject, JsonNodeFactory.instance.objectNode().put("compatibility", level));
        return level;
    }

    @Override
    public synchronized ObjectNode getConfig(@Nullable String subject) {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("compatibilityLevel", LEVEL_DEFAULT);
        for (String name : List.of(GLOBAL, subject == null ? GLOBAL : subject)) {
            ObjectNode own = configs.get(name);
            if (own != null) {
                all.setAll(own);
            }
        }
        return all;
    }

    @Override
    public synchronized ObjectNode updateConfig(@Nullable String subject, ObjectNode change) {
        ObjectNode kept = configs.computeIfAbsent(
                subject == null ? GLOBAL : subject, name -> JsonNodeFactory.instance.objectNode());
        change.properties().forEach(each -> {
            String name = each.getKey().equals("compatibility") ? "compatibilityLevel" : each.getKey();
            if (each.getValue().isNull()) {
                kept.remove(name);
            } else {
                kept.set(name, each.getValue());
            }
        });
        return change.deepCopy();
    }

    @Override
    public synchronized void deleteConfig(@Nullable String subject) {
        configs.remove(subject == null ? GLOBAL : subject);
    }

    @Override
    public synchronized String getMode(@Nullable String subject) {
        String global = modes.getOrDefault(GLOBAL, "READWRITE");
        return subject == null ? global : modes.getOrDefault(subject, global);
    }

    @Override
    public synchronized String setMode(@Nullable String subject, String mode, boolean force) {
        modes.put(subject == null ? GLOBAL : subject, mode);
        return mode;
    }

    @Override
    public synchronized void deleteMode(@Nullable String subject) {
        modes.remove(subject == null ? GLOBAL : subject);
    }

    @Override
    public synchronized List<String> getAllContexts() {
        TreeSet<String> contexts = new TreeSet<>(Set.of("."));
        for (String subject : idsByVersion.keySet()) {
            int end = subject.indexOf(':', 1);
            if (subject.startsWith(":.") && end > 0) {
                contexts.add(subject.substring(1, end));
            }
        }
        return List.copyOf(contexts);
    }

    /** A context is there as long as a subject is in it. */
    @Override
    public void deleteContext(String context) {}

    /** Nothing is cached: what it holds is the registry itself. */
    @Override
    public void reset() {}

    /** Leaves the registry to the others of its scope. */
    @Override
    public void close() {}

    private int add(SchemaText text, @Nullable Schema avro) {
        byId.add(new Entry(text, avro, guid(text)));
        return byId.size();
    }

    private static UUID guid(SchemaText text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(text.schema().getBytes(StandardCharsets.UTF_8));
            for (SchemaReference reference : text.references()) {
                md5.update(reference.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (text.metadata() != null) {
                md5.update(text.metadata().toString().getBytes(StandardCharsets.UTF_8));
            }
            ByteBuffer sum = ByteBuffer.wrap(md5.digest());
            return new UUID(sum.getLong(), sum.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private int place(String subject, int id) {
        TreeMap<Integer, Integer> versions = idsByVersion.computeIfAbsent(subject, name -> new TreeMap<>());
        if (!versions.containsValue(id)) {
            versions.put(versions.isEmpty() ? 1 : versions.lastKey() + 1, id);
        }
        return id;
    }

    private int idOf(Schema schema) {
        for (int at = 0; at < byId.size(); at++) {
            Entry entry = byId.get(at);
            if (entry.text.metadata() == null && schema.equals(entry.avro)) {
                return at + 1;
            }
        }
        return 0;
    }

    private int idOf(SchemaText schema, @Nullable Schema avro) {
        if (avro != null && schema.metadata() == null) {
            return idOf(avro);
        }
        for (int at = 0; at < byId.size(); at++) {
            if (byId.get(at).text.equals(schema)) {
                return at + 1;
            }
        }
        return 0;
    }

    private int versionOf(String subject, int id) throws RestClientException {
        for (Map.Entry<Integer, Integer> version : versions(subject).entrySet()) {
            if (version.getValue() == id) {
                return version.getKey();
            }
        }
        throw new RestClientException(404, 40403, "Schema not found in subject '" + subject + "'");
    }

    private Entry entry(int id) throws RestClientException {
        if (id < 1 || id > byId.size()) {
            throw new RestClientException(404, 40403, "Schema " + id + " not found");
        }
        return byId.get(id - 1);
    }

    private RegisteredSchema told(String subject, int version) throws RestClientException {
        Integer id = versions(subject).get(version);
        if (id == null) {
            throw new RestClientException(404, 40402, "Version " + version + " not found");
        }
        Entry entry = entry(id);
        return new RegisteredSchema(id, entry.guid, subject, version, entry.text);
    }

    private TreeMap<Integer, Integer> versions(String subject) throws RestClientException {
        TreeMap<Integer, Integer> versions = idsByVersion.get(subject);
        if (versions == null) {
            throw new RestClientException(404, 40401, "Subject '" + subject + "' not found.");
        }
        return versions;
    }
}
