package io.millrace.registry.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Nesting;
import io.millrace.registry.schema.Refusal;
import java.io.IOException;
import java.util.TreeMap;

/** JSON text to trees and back; numbers keep the digits that were sent. */
final class JsonText {
    private static final int LONGEST = 200;
    private static final int LONGEST_PATH = 1_000;
    private static final int LONGEST_DETAILS = 1_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private JsonText() {}

    /** The tree of a schema; 42201 when it is no JSON, or neither an object nor true nor false. */
    static JsonNode read(String what, String text) {
        Nesting.check(text);
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw invalid(what + "it is no JSON: " + e.getOriginalMessage()
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        } catch (NumberFormatException e) {
            throw invalid(what + "it has a number that is out of range: " + e.getMessage());
        }
        if (!node.isObject() && !node.isBoolean()) {
            throw invalid(what + "a schema is an object, true or false");
        }
        return node;
    }

    static Refusal invalid(String details) {
        String said = details.length() <= LONGEST_DETAILS ? details : details.substring(0, LONGEST_DETAILS) + "…";
        return Refusal.invalidSchema("Invalid schema of type JSON, details: " + said);
    }

    static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** The same with the members of each object in order of their names. */
    static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode list) {
            ArrayNode made = JSON.createArrayNode();
            list.forEach(each -> made.add(sorted(each)));
            return made;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        TreeMap<String, JsonNode> byName = new TreeMap<>();
        object.properties().forEach(each -> byName.put(each.getKey(), sorted(each.getValue())));
        ObjectNode made = JSON.createObjectNode();
        byName.forEach(made::set);
        return made;
    }

    /** A part of a schema in one short line. */
    static String line(JsonNode node) {
        ShortWriter text = new ShortWriter(LONGEST);
        try {
            JSON.writeValue(text, node);
        } catch (ShortWriter.Full e) {
            // What does not fit is not written.
        } catch (IOException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
        return text.toString();
    }

    /** A path, and what begins with a slash behind it; cut where it gets long, as it stands in many places of an answer. */
    static String join(String path, String under) {
        if (path.length() + under.length() > LONGEST_PATH) {
            return path.endsWith("…")
                    ? path
                    : path + under.substring(0, Math.max(0, LONGEST_PATH - path.length())) + "…";
        }
        return path.equals("#/") ? "#" + under : path + under;
    }

    /** A path one step further down, as a pointer in the fragment of a URI. */
    static String step(String path, String token) {
        return join(path, "/" + escaped(token));
    }

    /** One step of a pointer. */
    static String escaped(String token) {
        return token.indexOf('~') < 0 && token.indexOf('/') < 0
                ? token
                : token.replace("~", "~0").replace("/", "~1");
    }
}
