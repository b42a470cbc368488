package io.millrace.registry.client;

import static io.millrace.registry.client.RestService.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** A client over HTTP that remembers what cannot change: schemas by id, ids by subject and schema. Any thread. */
public final class CachedSchemaRegistryClient implements SchemaRegistryClient {
    private static final int SCHEMAS_BY_ID_MAX = 10_000;
    private static final int INVALID_SCHEMA = 42201;

    private final RestService rest;
    private final SchemasByKey<Integer> schemas;
    private final SchemasByKey<UUID> byGuid;
    private final ConcurrentHashMap<Integer, UUID> guids = new ConcurrentHashMap<>();
    private final IdsBySchema registered;
    private final IdsBySchema lookedUp;

    /** With the bounds of the settings. */
    public CachedSchemaRegistryClient(ClientConfig config) {
        this(new RestService(config), config);
    }

    private CachedSchemaRegistryClient(RestService rest, ClientConfig config) {
        this.rest = rest;
        int byId = Math.max(SCHEMAS_BY_ID_MAX, config.schemasMax);
        this.schemas = new SchemasByKey<>(
                byId, config.missingTtlMs, System::nanoTime, id -> fetch(rest, path("schemas", "ids", id)));
        this.byGuid = new SchemasByKey<>(
                byId, config.missingTtlMs, System::nanoTime, guid -> fetch(rest, path("schemas", "guids", guid)));
        this.registered = new IdsBySchema(config.schemasMax);
        this.lookedUp = new IdsBySchema(config.schemasMax);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) throws IOException, RestClientException {
        return registered.get(
                subject, schema, normalize, () -> id(post(path("subjects", subject, "versions"), schema, normalize)));
    }

    @Override
    public Schema getById(int id) throws IOException, RestClientException {
        return schemas.get(id);
    }

    @Override
    public Schema getByGuid(UUID guid) throws IOException, RestClientException {
        return byGuid.get(guid);
    }

    @Override
    public UUID getGuid(int id) throws IOException, RestClientException {
        UUID known = guids.get(id);
        if (known == null) {
            String told = rest.get(path("schemas", "ids", id)).path("guid").asText();
            try {
                known = UUID.fromString(told);
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "the registry names no guid for id " + id + ": guids came with Confluent's 8.0", e);
            }
            guids.put(id, known);
        }
        return known;
    }

    @Override
    public SchemaMetadata getLatestWithMetadata(String subject, Map<String, String> metadata)
            throws IOException, RestClientException {
        StringBuilder query = new StringBuilder();
        metadata.forEach((key, value) -> query.append(query.isEmpty() ? "?key=" : "&key=")
                .append(encode(key))
                .append("&value=")
                .append(encode(value)));
        return metadata(rest.get(path("subjects", subject, "metadata") + query));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public int getId(String subject, Schema schema, boolean normalize) throws IOException, RestClientException {
        return lookedUp.get(subject, schema, normalize, () -> id(post(path("subjects", subject), schema, normalize)));
    }

    @Override
    public int getVersion(String subject, Schema schema) throws IOException, RestClientException {
        return post(path("subjects", subject), schema, false).path("version").asInt();
    }

    @Override
    public SchemaMetadata getLatestSchemaMetadata(String subject) throws IOException, RestClientException {
        return metadata(rest.get(path("subjects", subject, "versions", "latest")));
    }

    @Override
    public SchemaMetadata getSchemaMetadata(String subject, int version) throws IOException, RestClientException {
        return metadata(rest.get(path("subjects", subject, "versions", version)));
    }

    @Override
    public Schema parse(SchemaMetadata version) throws IOException, RestClientException {
        return parse(rest, version.schemaType(), version.schema(), version.references());
    }

    @Override
    public List<String> testCompatibilityVerbose(String subject, Schema schema)
            throws IOException, RestClientException {
        String path = path("compatibility", "subjects", subject, "versions", "latest") + "?verbose=true";
        JsonNode answer = rest.send("POST", path, body(schema));
        if (answer.path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> messages = new ArrayList<>();
        answer.path("messages").forEach(message -> messages.add(message.asText()));
        return messages.isEmpty() ? List.of("the schema is not compatible") : messages;
    }

    @Override
    public Collection<String> getAllSubjects() throws IOException, RestClientException {
        List<String> subjects = new ArrayList<>();
        rest.get("/subjects").forEach(name -> subjects.add(name.asText()));
        return subjects;
    }

    @Override
    public List<Integer> getAllVersions(String subject) throws IOException, RestClientException {
        return numbers(rest.get(path("subjects", subject, "versions")));
    }

    @Override
    public List<Integer> deleteSubject(String subject, boolean permanent) throws IOException, RestClientException {
        forgetIds();
        return numbers(rest.send("DELETE", path("subjects", subject) + "?permanent=" + permanent, null));
    }

    @Override
    public int deleteSchemaVersion(String subject, int version, boolean permanent)
            throws IOException, RestClientException {
        forgetIds();
        String path = path("subjects", subject, "versions", version) + "?permanent=" + permanent;
        return rest.send("DELETE", path, null).asInt();
    }

    @Override
    public String getCompatibility(String subject) throws IOException, RestClientException {
        return rest.get(path("config", subject) + "?defaultToGlobal=true")
                .path("compatibilityLevel")
                .asText();
    }

    @Override
    public String updateCompatibility(String subject, String level) throws IOException, RestClientException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
        return rest.send("PUT", path("config", subject), body)
                .path("compatibility")
                .asText();
    }

    @Override
    public void reset() {
        schemas.clear();
        byGuid.clear();
        guids.clear();
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
    }

    private JsonNode post(String path, Schema schema, boolean normalize) throws IOException, RestClientException {
        return rest.send("POST", normalize ? path + "?normalize=true" : path, body(schema));
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    }

    private static int id(JsonNode answer) throws IOException {
        JsonNode id = answer.path("id");
        if (!id.isInt()) {
            throw new IOException("the registry's answer holds no id");
        }
        return id.asInt();
    }

    private static Schema fetch(RestService rest, String path) throws IOException, RestClientException {
        JsonNode answer = rest.get(path);
        return parse(rest, type(answer), answer.path("schema").asText(), references(answer));
    }

    private static SchemaMetadata metadata(JsonNode answer) throws IOException {
        return new SchemaMetadata(
                answer.path("subject").asText(),
                answer.path("version").asInt(),
                id(answer),
                type(answer),
                answer.path("schema").asText(),
                references(answer));
    }

    private static String type(JsonNode answer) {
        return answer.path("schemaType").asText("AVRO");
    }

    private static List<SchemaReference> references(JsonNode answer) {
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : answer.path("references")) {
            references.add(new SchemaReference(
                    reference.path("name").asText(),
                    reference.path("subject").asText(),
                    reference.path("version").asInt()));
        }
        return references;
    }

    private static List<Integer> numbers(JsonNode answer) {
        List<Integer> numbers = new ArrayList<>();
        answer.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    private static Schema parse(RestService rest, String type, String text, List<SchemaReference> references)
            throws IOException, RestClientException {
        if (!type.equals("AVRO")) {
            throw new RestClientException(422, INVALID_SCHEMA, "the schema is of type " + type + ", not AVRO");
        }
        // Schemas of older writers may have defaults that Avro refuses today; their data is still to be read.
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        parseReferences(rest, parser, references, new HashSet<>());
        return parse(parser, text);
    }

    // Depth first: what a referenced schema needs stands before it.
    private static void parseReferences(
            RestService rest, Schema.Parser parser, List<SchemaReference> references, Set<SchemaReference> seen)
            throws IOException, RestClientException {
        for (SchemaReference reference : references) {
            if (seen.add(new SchemaReference("", reference.subject(), reference.version()))) {
                JsonNode answer = rest.get(
                        path("subjects", reference.subject(), "versions", reference.version()) + "?deleted=true");
                parseReferences(rest, parser, references(answer), seen);
                parse(parser, answer.path("schema").asText());
            }
        }
    }

    private static Schema parse(Schema.Parser parser, String text) throws RestClientException {
        try {
            return parser.parse(text);
        } catch (SchemaParseException e) {
            throw new RestClientException(
                    422, INVALID_SCHEMA, "the registry holds a schema that Avro cannot read: " + e.getMessage());
        }
    }
}
