package io.millrace.registry.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.TagEntity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tags inside a schema: the property {@code confluent:tags} of records and fields. Pure. */
final class AvroTags {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TAGS = "confluent:tags";

    private final Map<TagEntity, ObjectNode> parts = new LinkedHashMap<>();
    private final JsonNode root;

    private AvroTags(String canonical) {
        try {
            root = JSON.readTree(canonical);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote what is no JSON", e);
        }
        visit(root, "");
    }

    static boolean has(String canonical, TagEntity entity) {
        return new AvroTags(canonical).parts.containsKey(entity);
    }

    /** The tags of each part that has some. */
    static Map<TagEntity, List<String>> of(String canonical) {
        Map<TagEntity, List<String>> tags = new LinkedHashMap<>();
        new AvroTags(canonical).parts.forEach((entity, node) -> {
            List<String> own = new ArrayList<>();
            node.path(TAGS).forEach(tag -> own.add(tag.asText()));
            if (!own.isEmpty()) {
                tags.put(entity, own);
            }
        });
        return tags;
    }

    /** The text with tags added, then others removed; 42201 when it has no such part. */
    static String retagged(String canonical, Map<TagEntity, List<String>> add, Map<TagEntity, List<String>> remove) {
        AvroTags tags = new AvroTags(canonical);
        add.forEach((entity, names) -> tags.change(entity, names, List.of()));
        remove.forEach((entity, names) -> tags.change(entity, List.of(), names));
        return tags.root.toString();
    }

    private void change(TagEntity entity, List<String> add, List<String> remove) {
        ObjectNode part = parts.get(entity);
        if (part == null) {
            throw Refusal.invalidSchema("Invalid schema: it has no " + entity.type() + " '" + entity.path()
                    + "' that could be tagged; it has "
                    + parts.keySet().stream()
                            .map(each -> each.path() + " (" + each.type() + ")")
                            .collect(Collectors.joining(", ")));
        }
        Set<String> names = new LinkedHashSet<>();
        part.path(TAGS).forEach(tag -> names.add(tag.asText()));
        names.addAll(add);
        remove.forEach(names::remove);
        part.remove(TAGS);
        if (!names.isEmpty()) {
            ArrayNode list = part.putArray(TAGS);
            names.forEach(list::add);
        }
    }

    private void visit(JsonNode node, String namespace) {
        if (node.isArray()) {
            node.forEach(branch -> visit(branch, namespace));
        } else if (node instanceof ObjectNode object) {
            JsonNode type = object.path("type");
            switch (type.asText("")) {
                case "record", "error" -> {
                    String name = object.path("name").asText();
                    String within = object.path("namespace").asText(namespace);
                    String full = name.indexOf('.') >= 0 || within.isEmpty() ? name : within + "." + name;
                    int dot = full.lastIndexOf('.');
                    parts.put(new TagEntity(full, TagEntity.RECORD), object);
                    for (JsonNode field : object.path("fields")) {
                        parts.put(new TagEntity(full + "." + field.path("name").asText(), TagEntity.FIELD), (ObjectNode)
                                field);
                        visit(field.path("type"), dot < 0 ? "" : full.substring(0, dot));
                    }
                }
                case "array" -> visit(object.path("items"), namespace);
                case "map" -> visit(object.path("values"), namespace);
                default -> visit(type, namespace);
            }
        }
    }
}
