package io.millrace.platform.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The schema that a command is given, with its type and what it refers to. */
final class SchemaFile {
    @Parameters(paramLabel = "FILE|-", description = "The schema, or - for standard input.")
    private String file = "";

    @Option(
            names = {"-t", "--type"},
            paramLabel = "AVRO|JSON|PROTOBUF",
            description = "The type of schema (default: PROTOBUF for .proto, JSON for .schema.json, else AVRO).")
    private @Nullable String type;

    @Option(
            names = {"-r", "--reference"},
            paramLabel = "NAME=SUBJECT:VERSION",
            description = "What the schema refers to: a type, file or URI by its name in the schema, and where it is"
                    + " registered. Can be given again.")
    private List<String> references = new ArrayList<>();

    String file() {
        return file;
    }

    /** A schema's own text, or a body as the registry's API takes it: {@code {"schema": "...", "references": [...]}}. */
    ObjectNode body() {
        String text = JsonFile.text(file);
        ObjectNode body = whole(text);
        if (body == null) {
            body = Rest.JSON.createObjectNode().put("schema", text);
        }
        String given = type == null ? byName() : type.toUpperCase(Locale.ROOT);
        if (given != null && !given.equals("AVRO")) {
            body.put("schemaType", given);
        }
        if (!references.isEmpty()) {
            ArrayNode list = body.putArray("references");
            references.forEach(reference -> add(list.addObject(), reference));
        }
        return body;
    }

    /** Says what a schema was taken for, where nothing said what it is and the registry refuses it. */
    Refused explained(Refused refused) {
        boolean guessed = type == null && byName() == null && !file.endsWith(".avsc");
        String message = String.valueOf(refused.getMessage());
        return guessed && message.contains("Invalid schema")
                ? new Refused(refused.exitCode(), message + " (it was taken for AVRO; --type says otherwise)")
                : refused;
    }

    private static @Nullable ObjectNode whole(String text) {
        try {
            JsonNode read = Rest.JSON.readTree(text);
            if (read instanceof ObjectNode object && object.path("schema").isTextual() && !object.has("type")) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Sent as it is: the registry says what is wrong with it.
        }
        return null;
    }

    private @Nullable String byName() {
        return file.endsWith(".proto") ? "PROTOBUF" : file.endsWith(".schema.json") ? "JSON" : null;
    }

    /** The subject may hold an equals sign or a colon; the name holds no equals sign, the version is after the last colon. */
    private static void add(ObjectNode into, String reference) {
        int equals = reference.indexOf('=');
        int colon = reference.lastIndexOf(':');
        if (equals > 0 && colon > equals + 1) {
            String version = reference.substring(colon + 1);
            if (version.equals("latest") || version.matches("[1-9][0-9]{0,8}")) {
                into.put("name", reference.substring(0, equals))
                        .put("subject", reference.substring(equals + 1, colon))
                        .put("version", version.equals("latest") ? -1 : Integer.parseInt(version));
                return;
            }
        }
        throw new Refused(
                Main.USAGE,
                "--reference: '" + reference + "': expected NAME=SUBJECT:VERSION, as Address=address-value:2");
    }
}
