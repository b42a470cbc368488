package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import org.jspecify.annotations.Nullable;

/** Says in words what a reader does not accept, and what would mend it, in terms of what can still be changed. Pure. */
final class Words {
    private Words() {}

    static Incompatibility of(Found found, Direction direction) {
        boolean newReads = direction == Direction.NEW_READS_OLD;
        return new Incompatibility(
                found.errorType(),
                describe(found, direction.reader(), direction.writer()),
                found.about(),
                found.path(),
                line(found.reader()),
                line(found.writer()),
                newReads ? mendReader(found) : mendWriter(found));
    }

    private static @Nullable String line(@Nullable JsonNode node) {
        return node == null ? null : JsonText.line(node);
    }

    private static String describe(Found found, String reader, String writer) {
        String rule = found.errorType();
        String path = "'" + found.path() + "'";
        String what = rule.startsWith("ITEM") ? "item" : "property";
        if (rule.endsWith("_TO_OPEN_CONTENT_MODEL")) {
            return "The " + reader + " schema says what the " + what + " at path " + path
                    + " must be; the open content model of the " + writer + " schema lets it be anything";
        }
        if (rule.equals("REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL")) {
            return "The " + reader + " schema requires the property at path " + path + ", which the " + writer
                    + " schema with its unopen content model does not have";
        }
        if (rule.endsWith("_FROM_CLOSED_CONTENT_MODEL")) {
            return "The " + reader + " schema has a closed content model without the " + what + " at path " + path
                    + ", which the " + writer + " schema has";
        }
        if (rule.endsWith("_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL")) {
            return rule.contains("ADDED")
                    ? "The " + what + " at path " + path + " in the " + reader
                            + " schema does not accept all that the partially open content model of the " + writer
                            + " schema lets it be"
                    : "The " + what + " at path " + path + " in the " + writer
                            + " schema is not covered by the partially open content model of the " + reader + " schema";
        }
        if (rule.equals("REQUIRED_ATTRIBUTE_ADDED")) {
            return "The property '" + found.about() + "' (path " + path + ") is required in the " + reader
                    + " schema and not in the " + writer + " schema";
        }
        if (rule.startsWith("ENUM")) {
            return "The values at path " + path + " in the " + reader + " schema leave out some of the " + writer
                    + " schema";
        }
        if (rule.endsWith("_DECREASED") || rule.endsWith("_INCREASED") || rule.endsWith("_EXPANDED")) {
            return "The value at path " + path + " is " + (rule.endsWith("_DECREASED") ? "less" : "more") + " in the "
                    + reader + " schema than in the " + writer + " schema";
        }
        if (rule.equals("TYPE_CHANGED") || rule.equals("TYPE_NARROWED") || rule.startsWith("COMBINED")) {
            return "The type at path " + path + " in the " + reader + " schema does not accept all of the type in the "
                    + writer + " schema";
        }
        if (rule.equals("SUM_TYPE_NARROWED")) {
            return "The " + reader + " schema has fewer alternatives at path " + path + " than the " + writer
                    + " schema";
        }
        if (rule.equals("PRODUCT_TYPE_EXTENDED") || rule.equals("NOT_TYPE_EXTENDED")) {
            return "The " + reader + " schema asks for more at path " + path + " than the " + writer + " schema";
        }
        if (rule.endsWith("_CHANGED") || rule.endsWith("_EXTENDED") || rule.endsWith("_NARROWED")) {
            return "What stands at path " + path + " in the " + reader + " schema accepts less than in the " + writer
                    + " schema";
        }
        return "The keyword at path " + path + " in the " + reader + " schema is not in the " + writer + " schema";
    }

    /** The reader is new: it can take more. */
    private static String mendReader(Found found) {
        String rule = found.errorType();
        String about = "\"" + found.about() + "\"";
        String before = found.writer() == null ? "" : JsonText.line(found.writer());
        return switch (rule) {
            case "TYPE_CHANGED",
                    "TYPE_NARROWED",
                    "SUM_TYPE_NARROWED",
                    "COMBINED_TYPE_CHANGED",
                    "COMBINED_TYPE_SUBSCHEMAS_CHANGED" -> {
                if (before.isEmpty()) {
                    yield "take it out";
                }
                yield rule.startsWith("TYPE") ? "keep " + type(found) : "keep the alternative " + before;
            }
            case "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL" ->
                "set \"additionalProperties\": false in the old version's place first, or let " + about
                        + " be anything";
            case "REQUIRED_ATTRIBUTE_ADDED", "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL" ->
                "make " + about + " not required, or give it a \"default\"";
            case "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL" ->
                "keep " + about + ", or take out \"additionalProperties\": false";
            case "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
                    "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" -> "make " + about + " " + before;
            case "ADDITIONAL_PROPERTIES_REMOVED", "UNEVALUATED_PROPERTIES_REMOVED", "ADDITIONAL_ITEMS_REMOVED" ->
                before.isEmpty() ? "take out " + about : "set " + about + ": " + before;
            case "ITEM_ADDED_TO_OPEN_CONTENT_MODEL" -> "let " + found.about() + " be anything";
            case "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL", "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" ->
                "keep " + found.about();
            case "ENUM_ARRAY_NARROWED", "ENUM_ARRAY_CHANGED" ->
                before.isEmpty() ? "take out " + about : "keep the values " + before;
            case "PRODUCT_TYPE_EXTENDED" -> "take the new schema out of \"allOf\"";
            default -> before.isEmpty() ? "take out " + about : "set " + about + " to " + before;
        };
    }

    private static String type(Found found) {
        JsonNode before = found.writer();
        if (before == null || !before.has("type")) {
            return "accepting " + (before == null ? "anything" : JsonText.line(before));
        }
        return "\"type\": " + JsonText.line(before.get("type"));
    }

    /** The writer is new: it can write less. */
    private static String mendWriter(Found found) {
        String about = "\"" + found.about() + "\"";
        String asked = found.reader() == null ? "" : JsonText.line(found.reader());
        return switch (found.errorType()) {
            case "REQUIRED_ATTRIBUTE_ADDED", "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL" ->
                "keep " + about + " required: older readers need it";
            case "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL" -> "keep the property " + about + " as " + asked;
            case "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL" ->
                "leave out " + about + ": older readers accept no other properties";
            case "ADDITIONAL_PROPERTIES_REMOVED", "UNEVALUATED_PROPERTIES_REMOVED", "ADDITIONAL_ITEMS_REMOVED" ->
                "keep " + about + ": false";
            default -> asked.isEmpty() ? "keep what the old version asks for" : "keep to " + asked;
        };
    }
}
