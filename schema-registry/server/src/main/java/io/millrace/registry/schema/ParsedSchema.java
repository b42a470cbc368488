package io.millrace.registry.schema;

import java.util.List;
import java.util.Map;

/** A schema that was understood. <i>Immutable.</i> */
public interface ParsedSchema {
    /** Its type, {@code AVRO}. */
    String type();

    /** The text under which it is kept. */
    String canonical();

    /** The text with every referenced type written out. */
    String resolved();

    /** The text with what has no order in order, so that two writings of one schema become the same. */
    String normalized();

    /**
     * Whether another, of the same type, is this schema in another writing, so that a look-up by the one finds the other
     * although their texts differ. A registration makes them two.
     */
    default boolean isAnotherWritingOf(ParsedSchema other) {
        return false;
    }

    /** The text in a format that clients ask for by name; the canonical one where the type knows no such format. */
    default String formatted(String format) {
        return format.equals("resolved") ? resolved() : canonical();
    }

    /**
     * What this schema, as the reader, cannot make of what was written with the other, which is of the same type.
     *
     * @throws Refusal 42201 when they are too large to be compared
     */
    List<Incompatibility> unreadable(ParsedSchema writer, Direction direction);

    /** What changed since an older schema of the same type, in the order of this one. */
    default List<Change> changesSince(ParsedSchema older) {
        return canonical().equals(older.canonical())
                ? List.of()
                : List.of(new Change(Change.Kind.CHANGED, "", older.canonical(), canonical()));
    }

    /** What changed the meaning of data since an older schema of the same type, although the rules allow it. */
    default List<Finding> lint(ParsedSchema older) {
        return List.of();
    }

    /** Whether it has a field of that name at its top. */
    default boolean hasTopLevelField(String name) {
        return false;
    }

    /** Whether it has a part that can carry tags. */
    default boolean hasPart(TagEntity entity) {
        return false;
    }

    /** The tags of each part that has some. */
    default Map<TagEntity, List<String>> tags() {
        return Map.of();
    }

    /** The canonical text with tags added, then others removed; 42201 when it has no such part, or takes no tags. */
    default String retagged(Map<TagEntity, List<String>> add, Map<TagEntity, List<String>> remove) {
        throw Refusal.invalidSchema("Invalid schema: schemas of type " + type() + " take no tags here");
    }

    /** What is better avoided in this schema itself. */
    default List<Finding> lint() {
        return List.of();
    }
}
