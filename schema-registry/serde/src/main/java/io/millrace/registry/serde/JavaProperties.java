package io.millrace.registry.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** What Avro's compiler writes into schemas for Java alone. */
final class JavaProperties {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JavaProperties() {}

    /** The schema without {@code avro.java.string}: what a writer of another language would have registered. */
    static Schema without(Schema schema) {
        String text = schema.toString();
        if (!text.contains(GenericData.STRING_PROP)) {
            return schema;
        }
        try {
            JsonNode tree = JSON.readTree(text);
            remove(tree);
            return new Schema.Parser().setValidateDefaults(false).parse(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema that Avro wrote is no JSON", e);
        }
    }

    private static void remove(JsonNode node) {
        if (node instanceof ObjectNode object) {
            String type = object.path("type").asText();
            if (type.equals("string") || type.equals("map")) {
                object.remove(GenericData.STRING_PROP);
            }
        }
        node.forEach(JavaProperties::remove);
    }
}
