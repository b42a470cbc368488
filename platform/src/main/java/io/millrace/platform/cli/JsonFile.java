package io.millrace.platform.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a command is given in a file, or, as {@code -}, on standard input. <i>Any thread.</i> */
final class JsonFile {
    private static final int MAX_BYTES = 10 << 20;

    private JsonFile() {}

    /** The text of it; refuses a file that is missing or too large. */
    static String text(String name) {
        try (InputStream from = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
            byte[] bytes = from.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Refused(Main.USAGE, name + ": larger than 10 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new Refused(Main.USAGE, name + ": no such file");
        } catch (IOException e) {
            throw new Refused(Main.USAGE, name + ": cannot be read: " + e.getMessage());
        }
    }

    /** The JSON in it; refuses what is none, with the line where it ends to be. */
    static JsonNode json(String name) {
        try {
            JsonNode read = Rest.JSON.readTree(text(name));
            if (!read.isObject()) {
                throw new Refused(Main.USAGE, name + ": expected a JSON object");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new Refused(
                    Main.USAGE,
                    name + ": no JSON"
                            + (e.getLocation() == null
                                    ? ""
                                    : ", line " + e.getLocation().getLineNr()) + ": " + e.getOriginalMessage());
        }
    }
}
