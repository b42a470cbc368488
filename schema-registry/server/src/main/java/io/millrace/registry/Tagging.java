package io.millrace.registry;

import io.millrace.registry.schema.TagEntity;
import java.util.List;
import java.util.Map;

/**
 * Which tags a schema shall get and lose when it is registered. <i>Immutable.</i>
 *
 * @param add tags by the parts that get them
 * @param remove tags by the parts that lose them
 * @param propagate whether it gets those of the newest version first
 */
public record Tagging(Map<TagEntity, List<String>> add, Map<TagEntity, List<String>> remove, boolean propagate) {
    /** None. */
    public static final Tagging NONE = new Tagging(Map.of(), Map.of(), false);

    /** Whether nothing is asked for. */
    public boolean isNone() {
        return add.isEmpty() && remove.isEmpty() && !propagate;
    }
}
