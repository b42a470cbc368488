package io.millrace.registry.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topic's records as Confluent's registry writes them, byte for byte. <i>Any thread.</i> */
public final class RecordCodec {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_MAGIC = 1;
    private static final String TENANT = "default";

    private RecordCodec() {}

    /** A key in today's order of its fields. */
    static byte[] key(TopicKey key) {
        ObjectNode node = JSON.createObjectNode().put("keytype", key.keytype());
        if (key.keytype().equals(TopicKey.SCHEMA)) {
            node.put("subject", key.subject()).put("version", key.version()).put("magic", SCHEMA_MAGIC);
        } else if (key.keytype().equals(TopicKey.NOOP)) {
            node.put("magic", 0);
        } else if (key.keytype().equals(TopicKey.CONTEXT)) {
            node.put("tenant", TENANT).put("context", key.subject()).put("magic", 0);
        } else {
            node.put("subject", key.subject()).put("magic", 0);
        }
        return bytes(node);
    }

    /** Whether these bytes are the key in today's order of its fields. */
    static boolean isToday(TopicKey key, byte[] bytes) {
        String subject = key.subject();
        // Most keys are of this kind, and a start compares every one: a tree for each took a quarter of the reading.
        if (key.keytype().equals(TopicKey.SCHEMA) && subject != null && isPlain(subject)) {
            String today = "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":" + key.version()
                    + ",\"magic\":" + SCHEMA_MAGIC + "}";
            return Arrays.equals(bytes, today.getBytes(StandardCharsets.US_ASCII));
        }
        return Arrays.equals(bytes, key(key));
    }

    /** Whether a text stands in JSON as it is, a byte for each character. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    static boolean isConfig(byte[] key) {
        try {
            return readKey(key).keytype().equals(TopicKey.CONFIG);
        } catch (IOException e) {
            return false;
        }
    }

    static TopicKey readKey(byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
        String keytype = node.path("keytype").asText("");
        if (keytype.isEmpty()) {
            throw new IOException("the key names no keytype");
        }
        JsonNode subject = node.path(keytype.equals(TopicKey.CONTEXT) ? "context" : "subject");
        boolean named = subject.isTextual();
        int version = node.path("version").asInt(0);
        if (keytype.equals(TopicKey.SCHEMA) && (!named || version < 1)) {
            throw new IOException("the key names no subject and version");
        }
        String name = !named
                ? null
                : keytype.equals(TopicKey.CONTEXT) ? subject.asText() : Contexts.canonical(subject.asText());
        return new TopicKey(keytype, name, keytype.equals(TopicKey.SCHEMA) ? version : 0);
    }

    /** That a context is there. */
    static byte[] contextValue(String context) {
        return bytes(JSON.createObjectNode().put("tenant", TENANT).put("context", context));
    }

    static byte[] schemaValue(Version version) {
        return bytes(node(version));
    }

    /** A version as its record's value says it. */
    public static ObjectNode node(Version version) {
        ObjectNode node = JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.number())
                .put("id", version.id())
                .put("schemaType", version.schema().type());
        if (!version.schema().references().isEmpty()) {
            ArrayNode references = node.putArray("references");
            for (Reference reference : version.schema().references()) {
                references
                        .addObject()
                        .put("name", reference.name())
                        .put("subject", reference.subject())
                        .put("version", reference.version());
            }
        }
        String annotations = version.schema().annotations();
        if (annotations != null) {
            node.setAll(Annotations.node(annotations));
        }
        return node.put("schema", version.schema().text()).put("deleted", version.deleted());
    }

    /** Reads what {@link #node} gives; throws IOException that says what is missing. */
    public static Version version(JsonNode node) throws IOException {
        if (!node.path("subject").isTextual() || node.path("version").asInt(0) < 1) {
            throw new IOException("a schema needs a subject and a version");
        }
        TopicKey key = new TopicKey(
                TopicKey.SCHEMA,
                Contexts.canonical(node.path("subject").asText()),
                node.path("version").asInt());
        return version(key, node, 0);
    }

    /** Reads a version; the key says which. */
    static Version readVersion(TopicKey key, byte[] bytes, long writtenMs) throws IOException {
        return version(key, JSON.readTree(bytes), writtenMs);
    }

    private static Version version(TopicKey key, JsonNode node, long writtenMs) throws IOException {
        String subject = key.subject();
        JsonNode id = node.path("id");
        JsonNode text = node.path("schema");
        if (subject == null || !id.isInt() || id.asInt() < 0 || !text.isTextual()) {
            throw new IOException("the value has no id or no schema");
        }
        String type = node.path("schemaType").asText(SchemaText.AVRO);
        List<Reference> references = new ArrayList<>();
        for (JsonNode each : node.path("references")) {
            references.add(new Reference(
                    each.path("name").asText(),
                    each.path("subject").asText(),
                    each.path("version").asInt()));
        }
        return new Version(
                subject,
                key.version(),
                id.asInt(),
                new SchemaText(type, text.asText(), references, annotations(node)),
                node.path("deleted").asBoolean(false),
                writtenMs);
    }

    private static @Nullable String annotations(JsonNode node) {
        ObjectNode kept = null;
        for (String name : List.of("metadata", "ruleSet")) {
            JsonNode value = node.path(name);
            if (value.isObject()) {
                kept = kept == null ? JSON.createObjectNode() : kept;
                kept.set(name, value);
            }
        }
        return kept == null ? null : kept.toString();
    }

    static ObjectNode readObject(byte[] bytes) throws IOException {
        if (JSON.readTree(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("the value is no object");
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
