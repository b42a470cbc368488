package io.millrace.registry.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topic's records as Confluent's registry writes them, byte for byte. <i>Any thread.</i> */
public final class RecordCodec {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_MAGIC = 1;

    private RecordCodec() {}

    /** A key in today's order of its fields. */
    static byte[] key(TopicKey key) {
        ObjectNode node = JSON.createObjectNode().put("keytype", key.keytype());
        if (key.keytype().equals(TopicKey.SCHEMA)) {
            node.put("subject", key.subject()).put("version", key.version()).put("magic", SCHEMA_MAGIC);
        } else if (key.keytype().equals(TopicKey.NOOP)) {
            node.put("magic", 0);
        } else {
            node.put("subject", key.subject()).put("magic", 0);
        }
        return bytes(node);
    }

    static TopicKey readKey(byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
        String keytype = node.path("keytype").asText("");
        if (keytype.isEmpty()) {
            throw new IOException("the key names no keytype");
        }
        JsonNode subject = node.path("subject");
        boolean named = subject.isTextual();
        int version = node.path("version").asInt(0);
        if (keytype.equals(TopicKey.SCHEMA) && (!named || version < 1)) {
            throw new IOException("the key names no subject and version");
        }
        return new TopicKey(keytype, named ? subject.asText() : null, keytype.equals(TopicKey.SCHEMA) ? version : 0);
    }

    static byte[] schemaValue(Version version) {
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
            node.setAll(object(annotations));
        }
        return bytes(node.put("schema", version.schema().text()).put("deleted", version.deleted()));
    }

    /** Reads a version; the key says which. */
    static Version readVersion(TopicKey key, byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
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
                node.path("deleted").asBoolean(false));
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

    /** An object to change and write. */
    public static ObjectNode object(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written here is no JSON", e);
        }
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
