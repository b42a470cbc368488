package io.millrace.registry.client;

import static io.millrace.registry.client.RestService.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A client over HTTP that remembers what cannot change: schemas by id, ids by subject and schema. Any thread. */
public final class CachedSchemaRegistryClient implements SchemaRegistryClient {
    private static final int SCHEMAS_BY_ID_MAX = 10_000;

    private record Named(
            Object name, @Nullable String subject, @Nullable String format) {}

    private record Latest(
            String subject,
            Map<String, String> properties,
            @Nullable String format) {}

    private final RestService rest;

    private record InContext(int id, @Nullable String subject) {}

    private final SingleFlight<InContext, Schema> schemas;
    private final SingleFlight<UUID, Schema> byGuid;
    private final SingleFlight<Named, RegisteredSchema> texts;
    private final AnswersBySchema<Schema, Integer> registered;
    private final AnswersBySchema<Schema, Integer> lookedUp;
    private final AnswersBySchema<SchemaText, RegisteredSchema> registeredTexts;
    private final AnswersBySchema<SchemaText, RegisteredSchema> lookedUpTexts;
    private final ShortMemory<Latest, RegisteredSchema> latest;

    /** With the bounds of the settings. */
    public CachedSchemaRegistryClient(ClientConfig config) {
        this(new RestService(config), config);
    }

    private CachedSchemaRegistryClient(RestService rest, ClientConfig config) {
        this.rest = rest;
        int byId = Math.max(SCHEMAS_BY_ID_MAX, config.schemasMax);
        this.schemas = new SingleFlight<>(byId, config.missingTtlMs, System::nanoTime, in -> fetch(rest, in));
        this.byGuid = new SingleFlight<>(byId, config.missingTtlMs, System::nanoTime, this::fetchByGuid);
        this.texts = new SingleFlight<>(byId, config.missingTtlMs, System::nanoTime, name -> fetch(rest, name));
        this.registered = new AnswersBySchema<>(config.schemasMax);
        this.lookedUp = new AnswersBySchema<>(config.schemasMax);
        this.registeredTexts = new AnswersBySchema<>(config.schemasMax);
        this.lookedUpTexts = new AnswersBySchema<>(config.schemasMax);
        this.latest = new ShortMemory<>(config.latestMax, config.latestTtlMs, System::nanoTime);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) throws IOException, RestClientException {
        return registered.get(
                subject,
                schema,
                normalize,
                () -> Wire.id(post(path("subjects", subject, "versions"), text(schema), normalize)));
    }

    @Override
    public RegisteredSchema register(String subject, SchemaText schema, boolean normalize)
            throws IOException, RestClientException {
        return registeredTexts.get(
                subject,
                schema,
                normalize,
                () -> Wire.registered(post(path("subjects", subject, "versions"), schema, normalize), schema, subject));
    }

    @Override
    public RegisteredSchema lookUp(String subject, SchemaText schema, boolean normalize)
            throws IOException, RestClientException {
        return lookedUpTexts.get(
                subject,
                schema,
                normalize,
                () -> Wire.registered(post(path("subjects", subject), schema, normalize), schema, subject));
    }

    @Override
    public Schema getById(int id) throws IOException, RestClientException {
        return schemas.get(new InContext(id, null));
    }

    @Override
    public Schema getById(int id, @Nullable String subject) throws IOException, RestClientException {
        return schemas.get(new InContext(id, subject));
    }

    @Override
    public RegisteredSchema getSchemaById(int id, @Nullable String subject, @Nullable String format)
            throws IOException, RestClientException {
        return texts.get(new Named(id, subject, format));
    }

    @Override
    public RegisteredSchema getSchemaByGuid(UUID guid, @Nullable String format)
            throws IOException, RestClientException {
        return texts.get(new Named(guid, null, format));
    }

    @Override
    public Schema getByGuid(UUID guid) throws IOException, RestClientException {
        return byGuid.get(guid);
    }

    @Override
    public UUID getGuid(int id) throws IOException, RestClientException {
        UUID guid = getSchemaById(id, null, null).guid();
        if (guid == null) {
            throw new IOException("the registry names no guid for id " + id + ": guids came with Confluent's 8.0");
        }
        return guid;
    }

    @Override
    public SchemaMetadata getLatestWithMetadata(String subject, Map<String, String> metadata)
            throws IOException, RestClientException {
        return Wire.metadata(rest.get(withMetadata(subject, metadata)));
    }

    @Override
    public RegisteredSchema getSchemaVersion(String subject, int version, @Nullable String format)
            throws IOException, RestClientException {
        String path = path("subjects", subject, "versions", version) + "?deleted=true";
        return Wire.registered(rest.get(query(path, "format", format)), 0);
    }

    @Override
    public RegisteredSchema getLatest(String subject, @Nullable String format) throws IOException, RestClientException {
        String path = query(path("subjects", subject, "versions", "latest"), "format", format);
        return latest.get(new Latest(subject, Map.of(), format), () -> Wire.registered(rest.get(path), 0));
    }

    @Override
    public RegisteredSchema getLatestWithMetadata(
            String subject, Map<String, String> properties, @Nullable String format)
            throws IOException, RestClientException {
        String asked = query(withMetadata(subject, properties), "format", format);
        return latest.get(
                new Latest(subject, Map.copyOf(properties), format), () -> Wire.registered(rest.get(asked), 0));
    }

    @Override
    public int getId(String subject, Schema schema, boolean normalize) throws IOException, RestClientException {
        return lookedUp.get(
                subject, schema, normalize, () -> Wire.id(post(path("subjects", subject), text(schema), normalize)));
    }

    @Override
    public int getVersion(String subject, Schema schema) throws IOException, RestClientException {
        return post(path("subjects", subject), text(schema), false)
                .path("version")
                .asInt();
    }

    @Override
    public SchemaMetadata getLatestSchemaMetadata(String subject) throws IOException, RestClientException {
        return Wire.metadata(rest.get(path("subjects", subject, "versions", "latest")));
    }

    @Override
    public SchemaMetadata getSchemaMetadata(String subject, int version) throws IOException, RestClientException {
        return Wire.metadata(rest.get(path("subjects", subject, "versions", version)));
    }

    @Override
    public Schema parse(SchemaMetadata version) throws IOException, RestClientException {
        return parse(new SchemaText(version.schemaType(), version.schema(), version.references()));
    }

    @Override
    public Schema parse(SchemaText schema) throws IOException, RestClientException {
        return AvroParsing.parse(schema, (subject, version) -> version(rest, subject, version));
    }

    @Override
    public List<String> testCompatibilityVerbose(String subject, Schema schema)
            throws IOException, RestClientException {
        return testCompatibilityVerbose(subject, text(schema));
    }

    @Override
    public List<String> testCompatibilityVerbose(String subject, SchemaText schema)
            throws IOException, RestClientException {
        return objections(path("compatibility", "subjects", subject, "versions"), schema);
    }

    @Override
    public List<String> testCompatibilityVerbose(String subject, int version, SchemaText schema)
            throws IOException, RestClientException {
        Object asked = version == -1 ? "latest" : version;
        return objections(path("compatibility", "subjects", subject, "versions", asked), schema);
    }

    private List<String> objections(String to, SchemaText schema) throws IOException, RestClientException {
        String path = to + "?verbose=true";
        JsonNode answer = rest.send("POST", path, Wire.body(schema));
        if (answer.path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> messages = Wire.texts(answer.path("messages"));
        return messages.isEmpty() ? List.of("the schema is not compatible") : messages;
    }

    @Override
    public Collection<String> getAllSubjects() throws IOException, RestClientException {
        return Wire.texts(rest.get("/subjects"));
    }

    @Override
    public List<Integer> getAllVersions(String subject) throws IOException, RestClientException {
        return Wire.numbers(rest.get(path("subjects", subject, "versions")));
    }

    @Override
    public List<Integer> deleteSubject(String subject, boolean permanent) throws IOException, RestClientException {
        forgetIds();
        return Wire.numbers(rest.send("DELETE", path("subjects", subject) + "?permanent=" + permanent, null));
    }

    @Override
    public int deleteSchemaVersion(String subject, int version, boolean permanent)
            throws IOException, RestClientException {
        forgetIds();
        String path = path("subjects", subject, "versions", version) + "?permanent=" + permanent;
        return rest.send("DELETE", path, null).asInt();
    }

    @Override
    public String getCompatibility(@Nullable String subject) throws IOException, RestClientException {
        return getConfig(subject).path("compatibilityLevel").asText();
    }

    @Override
    public String updateCompatibility(@Nullable String subject, String level) throws IOException, RestClientException {
        return updateConfig(subject, JsonNodeFactory.instance.objectNode().put("compatibility", level))
                .path("compatibility")
                .asText();
    }

    @Override
    public ObjectNode getConfig(@Nullable String subject) throws IOException, RestClientException {
        return Wire.object(rest.get(at("config", subject) + "?defaultToGlobal=true"));
    }

    @Override
    public ObjectNode updateConfig(@Nullable String subject, ObjectNode change)
            throws IOException, RestClientException {
        return Wire.object(rest.send("PUT", at("config", subject), change));
    }

    @Override
    public void deleteConfig(@Nullable String subject) throws IOException, RestClientException {
        rest.send("DELETE", at("config", subject), null);
    }

    @Override
    public String getMode(@Nullable String subject) throws IOException, RestClientException {
        return rest.get(at("mode", subject) + "?defaultToGlobal=true")
                .path("mode")
                .asText();
    }

    @Override
    public String setMode(@Nullable String subject, String mode, boolean force)
            throws IOException, RestClientException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("mode", mode);
        return rest.send("PUT", at("mode", subject) + "?force=" + force, body)
                .path("mode")
                .asText();
    }

    @Override
    public void deleteMode(@Nullable String subject) throws IOException, RestClientException {
        rest.send("DELETE", at("mode", subject), null);
    }

    @Override
    public List<String> getAllContexts() throws IOException, RestClientException {
        return Wire.texts(rest.get("/contexts"));
    }

    @Override
    public void deleteContext(String context) throws IOException, RestClientException {
        rest.send("DELETE", path("contexts", context), null);
    }

    private static String at(String kind, @Nullable String subject) {
        return subject == null ? path(kind) : path(kind, subject);
    }

    @Override
    public void reset() {
        schemas.clear();
        byGuid.clear();
        texts.clear();
        forgetIds();
    }

    @Override
    public void close() {
        reset();
    }

    // What was registered may be gone; the next to need it registers it again.
    private void forgetIds() {
        registered.clear();
        lookedUp.clear();
        registeredTexts.clear();
        lookedUpTexts.clear();
        latest.clear();
    }

    private static Schema fetch(RestService rest, InContext in) throws IOException, RestClientException {
        String asked = query(path("schemas", "ids", in.id), "subject", in.subject);
        SchemaText text = Wire.registered(rest.get(asked), in.id).schema();
        return AvroParsing.parse(text, (subject, version) -> version(rest, subject, version));
    }

    private Schema fetchByGuid(UUID guid) throws IOException, RestClientException {
        return parse(getSchemaByGuid(guid, null).schema());
    }

    private static RegisteredSchema fetch(RestService rest, Named named) throws IOException, RestClientException {
        boolean byId = named.name instanceof Integer;
        String path = path("schemas", byId ? "ids" : "guids", named.name);
        String asked = query(query(path, "subject", named.subject), "format", named.format);
        return Wire.registered(rest.get(asked), byId ? (Integer) named.name : 0);
    }

    private static String withMetadata(String subject, Map<String, String> properties) {
        String path = path("subjects", subject, "metadata");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            path = query(query(path, "key", property.getKey()), "value", property.getValue());
        }
        return path;
    }

    private static String query(String path, @Nullable String name, @Nullable String value) {
        if (name == null || value == null) {
            return path;
        }
        return path
                + (path.indexOf('?') < 0 ? '?' : '&')
                + name
                + '='
                + path(value).substring(1);
    }

    private JsonNode post(String path, SchemaText schema, boolean normalize) throws IOException, RestClientException {
        return rest.send("POST", normalize ? path + "?normalize=true" : path, Wire.body(schema));
    }

    private static SchemaText text(Schema schema) {
        return new SchemaText("AVRO", schema.toString());
    }

    private static SchemaText version(RestService rest, String subject, int version)
            throws IOException, RestClientException {
        return Wire.registered(rest.get(path("subjects", subject, "versions", version) + "?deleted=true"), 0)
                .schema();
    }
}
