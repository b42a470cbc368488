package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.schema.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two texts of a schema, keyword by keyword. Pure. */
final class JsonDiff {
    private static final int MOST_NAMED = 1_000;
    /** Lists in which a place means nothing. */
    private static final Set<String> WHOLE = Set.of("required", "enum", "type", "examples", "const", "default");

    private final List<Change> changes = new ArrayList<>();

    private JsonDiff() {}

    static List<Change> changes(JsonNode older, JsonNode newer) {
        JsonDiff diff = new JsonDiff();
        diff.compare("", "", older, newer);
        return diff.changes;
    }

    private void compare(String pointer, String keyword, JsonNode older, JsonNode newer) {
        if (older.equals(newer)) {
            return;
        }
        if (WHOLE.contains(keyword) || older.getNodeType() != newer.getNodeType() || !older.isContainerNode()) {
            add(Change.Kind.CHANGED, pointer, older, newer);
            return;
        }
        if (newer.isArray()) {
            for (int i = 0; i < Math.max(older.size(), newer.size()); i++) {
                member(pointer + "/" + i, "", older.get(i), newer.get(i));
            }
            return;
        }
        newer.properties()
                .forEach(each -> member(
                        JsonText.step(pointer, each.getKey()),
                        each.getKey(),
                        older.get(each.getKey()),
                        each.getValue()));
        older.properties().forEach(each -> {
            if (!newer.has(each.getKey())) {
                add(Change.Kind.REMOVED, JsonText.step(pointer, each.getKey()), each.getValue(), null);
            }
        });
    }

    private void member(String pointer, String keyword, @Nullable JsonNode older, @Nullable JsonNode newer) {
        if (older == null) {
            add(Change.Kind.ADDED, pointer, null, newer);
        } else if (newer == null) {
            add(Change.Kind.REMOVED, pointer, older, null);
        } else {
            // A property may be called as a keyword is.
            boolean named = pointer.endsWith("/properties/" + keyword) || pointer.endsWith("/$defs/" + keyword);
            compare(pointer, named ? "" : keyword, older, newer);
        }
    }

    private void add(Change.Kind kind, String pointer, @Nullable JsonNode older, @Nullable JsonNode newer) {
        if (changes.size() < MOST_NAMED) {
            changes.add(new Change(
                    kind,
                    pointer,
                    older == null ? null : JsonText.line(older),
                    newer == null ? null : JsonText.line(newer)));
        }
    }
}
