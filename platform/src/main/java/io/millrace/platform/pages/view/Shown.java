package io.millrace.platform.pages.view;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key or value as the page shows it. <i>Immutable.</i>
 *
 * @param kind null, avro, json, text or hex
 * @param text of it, cut to {@link #MAX_TEXT}
 * @param cut whether there is more
 * @param sizeInBytes as it lies in the log; 0 of null
 * @param schemaId of its schema; null without one
 * @param note why it is shown no better, or what else it may be
 */
public record Shown(
        String kind,
        String text,
        boolean cut,
        int sizeInBytes,
        @Nullable Integer schemaId,
        @Nullable String note) {
    /** Characters of a text that are shown. */
    public static final int MAX_TEXT = 4096;
    /** Bytes of a key or value that are looked at. */
    public static final int MAX_BYTES = 64 << 10;

    private static final int MAX_HEX_BYTES = 256;
    private static final int FRAME_BYTES = 5;

    /**
     * What is known of a schema: itself, or why it is not to be had. <i>Immutable.</i>
     *
     * @param avro the schema, or null
     * @param json whether it describes JSON
     * @param problem why there is none, or null
     */
    public record Known(
            @Nullable Schema avro, boolean json, @Nullable String problem) {}

    /** Finds a schema by its id; null when there is no registry. */
    public interface Schemas {
        /** What is known of the id. */
        @Nullable
        Known byId(int id);
    }

    /** The id that the bytes begin with, if they are framed as the registry's serializers do; else -1. */
    public static int schemaId(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < FRAME_BYTES || bytes[0] != 0) {
            return -1;
        }
        return ByteBuffer.wrap(bytes, 1, 4).getInt();
    }

    /**
     * Shows it.
     *
     * @param bytes the first {@link #MAX_BYTES} of it
     * @param sizeInBytes of all of it
     */
    public static Shown of(byte @Nullable [] bytes, int sizeInBytes, Schemas schemas) {
        if (bytes == null) {
            return new Shown("null", "", false, 0, null, null);
        }
        boolean whole = bytes.length == sizeInBytes;
        int id = schemaId(bytes);
        Known known = id < 0 ? null : schemas.byId(id);
        if (known != null) {
            return framed(bytes, sizeInBytes, id, known, whole);
        }
        String text = text(bytes, whole);
        if (text == null) {
            return hex(bytes, sizeInBytes, null, number(bytes, whole));
        }
        return cut(looksLikeJson(text) ? "json" : "text", text, sizeInBytes, null, whole);
    }

    private static Shown framed(byte[] bytes, int size, int id, Known known, boolean whole) {
        if (known.problem() != null) {
            return hex(bytes, size, null, known.problem());
        }
        if (!whole) {
            return hex(bytes, size, id, "larger than " + MAX_BYTES + " bytes, so it is not decoded");
        }
        if (known.json()) {
            String text = text(java.util.Arrays.copyOfRange(bytes, FRAME_BYTES, bytes.length), true);
            return text == null ? hex(bytes, size, id, "no text") : cut("json", text, size, id, true);
        }
        Schema schema = known.avro();
        if (schema == null) {
            return hex(bytes, size, id, "schema " + id + " is of a kind that is not decoded here");
        }
        try {
            return cut("avro", AvroText.of(schema, bytes, FRAME_BYTES), size, id, true);
        } catch (AvroText.NotOfSchema e) {
            return hex(bytes, size, id, "does not fit schema " + id + ": " + e.getMessage());
        }
    }

    private static Shown cut(String kind, String text, int size, @Nullable Integer id, boolean whole) {
        if (text.length() <= MAX_TEXT) {
            return new Shown(kind, text, !whole, size, id, null);
        }
        // Not between the two halves of a character.
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return new Shown(kind, text.substring(0, end), true, size, id, null);
    }

    private static Shown hex(byte[] bytes, int size, @Nullable Integer id, @Nullable String note) {
        int shown = Math.min(bytes.length, MAX_HEX_BYTES);
        String text = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return new Shown("hex", text, shown < size, size, id, note);
    }

    /** As UTF-8 without control characters, or null; what was cut off may have been cut within a character. */
    private static @Nullable String text(byte[] bytes, boolean whole) {
        int end = bytes.length;
        for (int tries = whole ? 1 : 4; tries > 0; tries--, end--) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, Math.max(0, end)))
                        .toString();
                return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t') ? null : text;
            } catch (CharacterCodingException cutWithinACharacter) {
                continue;
            }
        }
        return null;
    }

    private static boolean looksLikeJson(String text) {
        String line = text.strip();
        return line.startsWith("{") && line.endsWith("}") || line.startsWith("[") && line.endsWith("]");
    }

    /** Counts and sums of jobs are such. */
    private static @Nullable String number(byte[] bytes, boolean whole) {
        if (!whole || bytes.length != 4 && bytes.length != 8) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length == 4) {
            return "as an int " + buffer.getInt();
        }
        long number = buffer.getLong(0);
        double real = buffer.getDouble(0);
        return "as a long " + number + (Math.abs(real) > 1e-9 && Math.abs(real) < 1e15 ? ", as a double " + real : "");
    }
}
