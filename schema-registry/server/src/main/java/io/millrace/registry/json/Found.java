package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a reader does not accept. <i>Immutable.</i>
 *
 * @param errorType the rule
 * @param path where, from the reader's top: {@code #/properties/a}
 * @param about the property, or the keyword, in question
 * @param reader what stands there in the reader's schema; null when nothing does
 * @param writer what stands there in the writer's schema; null when nothing does
 */
record Found(
        String errorType,
        String path,
        String about,
        @Nullable JsonNode reader,
        @Nullable JsonNode writer) {
    /** By what stands where; parts of schemas are the same only as themselves, since they may be large. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Found found
                && errorType.equals(found.errorType)
                && path.equals(found.path)
                && about.equals(found.about)
                && same(reader, found.reader)
                && same(writer, found.writer);
    }

    private static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        return a == b || a != null && a.isValueNode() && a.equals(b);
    }

    @Override
    public int hashCode() {
        return Objects.hash(errorType, path, about, hash(reader), hash(writer));
    }

    private static int hash(@Nullable JsonNode node) {
        return node == null || node.isValueNode() ? 0 : System.identityHashCode(node);
    }
}
