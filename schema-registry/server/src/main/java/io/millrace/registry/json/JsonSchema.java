package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.util.List;
import java.util.Map;

/** A parsed JSON Schema with what it refers to. <i>Immutable.</i> */
final class JsonSchema implements ParsedSchema {
    private final JsonNode root;
    private final Map<String, JsonNode> references;
    private final Links links;

    JsonSchema(JsonNode root, Map<String, JsonNode> references, Links links) {
        this.root = root;
        this.references = references;
        this.links = links;
    }

    JsonNode root() {
        return root;
    }

    Links links() {
        return links;
    }

    @Override
    public String type() {
        return JsonProvider.TYPE;
    }

    @Override
    public String canonical() {
        return JsonText.write(root);
    }

    @Override
    public String resolved() {
        return references.isEmpty() ? canonical() : JsonText.write(new Bundle(root, references, links).made());
    }

    @Override
    public String normalized() {
        return JsonText.write(JsonText.sorted(root));
    }

    @Override
    public List<Incompatibility> unreadable(ParsedSchema writer, Direction direction) {
        JsonSchema written = (JsonSchema) writer;
        return new Comparison(this, written)
                .run().stream().map(problem -> Words.of(problem, direction)).toList();
    }

    @Override
    public List<Change> changesSince(ParsedSchema older) {
        return JsonDiff.changes(((JsonSchema) older).root, root);
    }

    @Override
    public List<Finding> lint(ParsedSchema older) {
        return JsonLint.since((JsonSchema) older, this);
    }

    @Override
    public List<Finding> lint() {
        return JsonLint.of(this);
    }
}
