package io.millrace.registry.schema;

import java.util.List;
import org.apache.avro.Schema;

/** A parsed Avro schema. <i>Immutable.</i> */
public final class AvroSchema implements ParsedSchema {
    private final Schema schema;
    private final List<Schema> referenced;
    private final String canonical;

    AvroSchema(Schema schema, List<Schema> referenced) {
        this.schema = schema;
        this.referenced = referenced;
        this.canonical = textOf(schema, referenced);
    }

    /** As Avro sees it, references included. */
    public Schema schema() {
        return schema;
    }

    @Override
    public String type() {
        return SchemaText.AVRO;
    }

    @Override
    public String canonical() {
        return canonical;
    }

    @Override
    public String resolved() {
        return referenced.isEmpty() ? canonical : schema.toString();
    }

    @Override
    public String normalized() {
        return AvroNormal.of(canonical);
    }

    /** Names the referenced types instead of writing them out; deprecated there without a substitute. */
    @SuppressWarnings("deprecation")
    private static String textOf(Schema schema, List<Schema> referenced) {
        return referenced.isEmpty() ? schema.toString() : schema.toString(referenced, false);
    }
}
