package io.millrace.registry.avro;

import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.SchemaText;
import io.millrace.registry.schema.TagEntity;
import java.util.List;
import java.util.Map;
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

    @Override
    public List<Incompatibility> unreadable(ParsedSchema writer, Direction direction) {
        return AvroCompatibility.check(schema, ((AvroSchema) writer).schema, direction);
    }

    @Override
    public List<Change> changesSince(ParsedSchema older) {
        return AvroDiff.of(((AvroSchema) older).schema, schema);
    }

    @Override
    public List<Finding> lint(ParsedSchema older) {
        return AvroLint.since(((AvroSchema) older).schema, schema);
    }

    @Override
    public List<Finding> lint() {
        return AvroLint.of(schema);
    }

    @Override
    public boolean hasTopLevelField(String name) {
        return schema.getType() == Schema.Type.RECORD && schema.getField(name) != null;
    }

    @Override
    public boolean hasPart(TagEntity entity) {
        return AvroTags.has(canonical, entity);
    }

    @Override
    public Map<TagEntity, List<String>> tags() {
        return AvroTags.of(canonical);
    }

    @Override
    public String retagged(Map<TagEntity, List<String>> add, Map<TagEntity, List<String>> remove) {
        return AvroTags.retagged(canonical, add, remove);
    }

    /** Names the referenced types instead of writing them out; deprecated there without a substitute. */
    @SuppressWarnings("deprecation")
    private static String textOf(Schema schema, List<Schema> referenced) {
        return referenced.isEmpty() ? schema.toString() : schema.toString(referenced, false);
    }
}
