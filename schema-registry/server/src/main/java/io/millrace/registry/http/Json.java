package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.journal.RecordCodec;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;

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

    /** A version with its schema. */
    static ObjectNode version(Version version) {
        return version(version, version.schema().text());
    }

    static ObjectNode version(Version version, String text) {
        ObjectNode node = object().put("subject", version.subject())
                .put("version", version.number())
                .put("id", version.id())
                .put("schemaType", version.schema().type());
        return details(node, version.schema()).put("schema", text);
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
            node.setAll(RecordCodec.object(annotations));
        }
        return node;
    }
}
