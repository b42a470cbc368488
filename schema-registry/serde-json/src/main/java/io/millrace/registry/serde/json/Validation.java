package io.millrace.registry.serde.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaReference;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaText;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Holds data against its schema. What the schema refers to comes from the registry, never from the net. Any thread. */
final class Validation {
    private static final String BASE = "mem:///schema";

    private final Schema schema;
    private final @Nullable String strict;

    /** With the setting that asks for it, where the schema is another than the data's own. */
    Validation(ObjectMapper mapper, SchemaRegistryClient client, SchemaText text, @Nullable String strict) {
        this.strict = strict;
        Map<String, String> referred = new HashMap<>();
        try {
            collect(client, text, referred);
            JsonNode parsed = mapper.readTree(text.schema());
            this.schema = SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_7, builder -> builder.schemas(iri -> find(referred, iri)))
                    .getSchema(SchemaLocation.of(BASE), parsed);
        } catch (JsonProcessingException e) {
            throw new SerializationException("the schema to validate with is no JSON: " + e.getOriginalMessage(), e);
        } catch (SchemaException e) {
            throw new SerializationException("the schema to validate with cannot be used: " + e.getMessage(), e);
        } catch (RestClientException | IOException e) {
            throw new SerializationException("a schema to validate with cannot be had: " + e.getMessage(), e);
        }
    }

    /** Refuses data that does not fit, and says where. */
    void check(String topic, JsonNode data) {
        List<Error> errors;
        try {
            errors = schema.validate(data);
        } catch (SchemaException e) {
            throw new SerializationException(
                    "the schema to validate JSON for topic " + topic + " with cannot be used: " + e.getMessage(), e);
        }
        if (!errors.isEmpty()) {
            throw new SerializationException("JSON for topic " + topic + " does not fit "
                    + (strict == null ? "its schema" : "the schema chosen for it (" + strict + ")") + ": "
                    + errors.stream()
                            .limit(10)
                            .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                            .collect(Collectors.joining("; ")));
        }
    }

    // A name may have been resolved against the place or the $id of the schema that says it.
    private static @Nullable String find(Map<String, String> referred, String iri) {
        String exact = referred.get(iri);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, String> one : referred.entrySet()) {
            if (iri.endsWith("/" + one.getKey())) {
                return one.getValue();
            }
        }
        return null;
    }

    private static void collect(SchemaRegistryClient client, SchemaText text, Map<String, String> referred)
            throws IOException, RestClientException {
        for (SchemaReference reference : text.references()) {
            if (!referred.containsKey(reference.name())) {
                SchemaText needed = client.getSchemaVersion(reference.subject(), reference.version(), null)
                        .schema();
                referred.put(reference.name(), needed.schema());
                collect(client, needed, referred);
            }
        }
    }
}
