package io.millrace.registry.client;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Avro schemas from the registry's text, with what they refer to. */
final class AvroParsing {
    private static final int INVALID_SCHEMA = 42201;

    /** Finds the version that a reference names. */
    interface Versions {
        SchemaText version(String subject, int version) throws IOException, RestClientException;
    }

    private AvroParsing() {}

    static Schema parse(SchemaText schema, Versions versions) throws IOException, RestClientException {
        if (!schema.schemaType().equals("AVRO")) {
            throw new RestClientException(
                    422, INVALID_SCHEMA, "the schema is of type " + schema.schemaType() + ", not AVRO");
        }
        // Schemas of older writers may have defaults that Avro refuses today; their data is still to be read.
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        parseReferences(versions, parser, schema.references(), new HashSet<>());
        return parse(parser, schema.schema());
    }

    // Depth first: what a referenced schema needs stands before it.
    private static void parseReferences(
            Versions versions, Schema.Parser parser, List<SchemaReference> references, Set<SchemaReference> seen)
            throws IOException, RestClientException {
        for (SchemaReference reference : references) {
            if (seen.add(new SchemaReference("", reference.subject(), reference.version()))) {
                SchemaText needed = versions.version(reference.subject(), reference.version());
                parseReferences(versions, parser, needed.references(), seen);
                parse(parser, needed.schema());
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
