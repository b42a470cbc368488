package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.ExplanationJson;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Guid;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import io.millrace.registry.schema.TagEntity;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Schemas and versions as answers write them. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A schema alone; its type is named when it is not the usual one. */
    static ObjectNode schema(SchemaText schema, String text) {
        ObjectNode node = object();
        if (!schema.type().equals(SchemaText.AVRO)) {
            node.put("schemaType", schema.type());
        }
        node.put("schema", text);
        return details(node, schema);
    }

    /** A version with its schema; an old client fails on what it does not know. */
    static ObjectNode version(Version version, String text, boolean oldClient) {
        ObjectNode node = object().put("subject", version.subject())
                .put("version", version.number())
                .put("id", version.id());
        if (!oldClient) {
            node.put("guid", Guid.of(version.schema()).toString());
        }
        node.put("schemaType", version.schema().type());
        details(node, version.schema()).put("schema", text);
        if (!oldClient) {
            put(node, version);
        }
        return node;
    }

    /** Names the subjects of references with their context, as who reads from another one needs it. */
    static ObjectNode qualify(ObjectNode node, String subject) {
        for (JsonNode reference : node.path("references")) {
            String full = Contexts.seenFrom(subject, reference.path("subject").asText());
            String context = Contexts.of(full);
            ((ObjectNode) reference).put("subject", ":" + context + ":" + Contexts.nameIn(full));
        }
        return node;
    }

    /** Tags by the parts of a schema. */
    static ArrayNode tags(Map<TagEntity, List<String>> tags, List<String> wanted) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        tags.forEach((entity, names) -> {
            if (wanted.contains("*") || names.stream().anyMatch(wanted::contains)) {
                ObjectNode node = list.addObject();
                node.putObject("schemaEntity").put("entityPath", entity.path()).put("entityType", entity.type());
                ArrayNode own = node.putArray("tags");
                names.forEach(own::add);
            }
        });
        return list;
    }

    /** When its record was written, and whether it is deleted. */
    static void put(ObjectNode node, Version version) {
        if (version.writtenMs() > 0) {
            node.put("ts", version.writtenMs());
        }
        node.put("deleted", version.deleted());
    }

    private static ObjectNode details(ObjectNode node, SchemaText schema) {
        if (!schema.references().isEmpty()) {
            ArrayNode references = node.putArray("references");
            for (Reference reference : schema.references()) {
                references
                        .addObject()
                        .put("name", reference.name())
                        .put("subject", reference.subject())
                        .put("version", reference.version());
            }
        }
        String annotations = schema.annotations();
        if (annotations != null) {
            node.setAll(Annotations.node(annotations));
        }
        return node;
    }

    static ObjectNode difference(Registry.Difference difference) {
        ObjectNode node = object().put("subject", difference.to().subject())
                .put("from", difference.from().number())
                .put("to", difference.to().number());
        ArrayNode changes = node.putArray("changes");
        for (Change change : difference.changes()) {
            changes.addObject()
                    .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
                    .put("pointer", change.pointer())
                    .put("old", change.old())
                    .put("new", change.now());
        }
        ExplanationJson.lint(node.putArray("lint"), difference.lint());
        return node;
    }
}
