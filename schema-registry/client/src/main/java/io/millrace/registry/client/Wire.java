package io.millrace.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schemas as the JSON of requests and answers. */
final class Wire {
    private static final String TYPE_DEFAULT = "AVRO";

    private Wire() {}

    static ObjectNode body(SchemaText schema) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.schema());
        // Registries from before there were other types do not know the field.
        if (!schema.schemaType().equals(TYPE_DEFAULT)) {
            body.put("schemaType", schema.schemaType());
        }
        if (!schema.references().isEmpty()) {
            ArrayNode references = body.putArray("references");
            for (SchemaReference reference : schema.references()) {
                references
                        .addObject()
                        .put("name", reference.name())
                        .put("subject", reference.subject())
                        .put("version", reference.version());
            }
        }
        if (schema.metadata() != null) {
            body.set("metadata", schema.metadata());
        }
        if (schema.ruleSet() != null) {
            body.set("ruleSet", schema.ruleSet());
        }
        return body;
    }

    /** What was asked for stands in for what the answer leaves out. */
    static RegisteredSchema registered(JsonNode answer, SchemaText sent, String subject) throws IOException {
        SchemaText text = answer.path("schema").isTextual() ? text(answer) : sent;
        return new RegisteredSchema(
                id(answer), guid(answer), subject, answer.path("version").asInt(), text);
    }

    static RegisteredSchema registered(JsonNode answer, int id) {
        String subject =
                answer.path("subject").isTextual() ? answer.path("subject").asText() : null;
        return new RegisteredSchema(
                answer.path("id").asInt(id),
                guid(answer),
                subject,
                answer.path("version").asInt(),
                text(answer));
    }

    static SchemaMetadata metadata(JsonNode answer) throws IOException {
        return new SchemaMetadata(
                answer.path("subject").asText(),
                answer.path("version").asInt(),
                id(answer),
                type(answer),
                answer.path("schema").asText(),
                references(answer));
    }

    static int id(JsonNode answer) throws IOException {
        JsonNode id = answer.path("id");
        if (!id.isInt()) {
            throw new IOException("the registry's answer holds no id");
        }
        return id.asInt();
    }

    static ObjectNode object(JsonNode answer) throws IOException {
        if (answer instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("the registry's answer is no JSON object");
    }

    static List<Integer> numbers(JsonNode answer) {
        List<Integer> numbers = new ArrayList<>();
        answer.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    static List<String> texts(JsonNode answer) {
        List<String> texts = new ArrayList<>();
        answer.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static SchemaText text(JsonNode answer) {
        return new SchemaText(
                type(answer),
                answer.path("schema").asText(),
                references(answer),
                answer.get("metadata"),
                answer.get("ruleSet"));
    }

    private static @Nullable UUID guid(JsonNode answer) {
        try {
            return answer.path("guid").isTextual()
                    ? UUID.fromString(answer.path("guid").asText())
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String type(JsonNode answer) {
        return answer.path("schemaType").asText(TYPE_DEFAULT);
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
}
