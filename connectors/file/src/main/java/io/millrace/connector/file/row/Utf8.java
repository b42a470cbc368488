package io.millrace.connector.file.row;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in strict UTF-8: malformed bytes are a bad row, never a replacement character. */
final class Utf8 {

    private Utf8() {}

    static void check(byte[] bytes, int from, int to) throws BadRow {
        if (Scan.ascii(bytes, from, to)) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
        } catch (CharacterCodingException e) {
            throw new BadRow("bytes that are not UTF-8");
        }
    }

    /** The text of bytes that {@link #check} let pass. */
    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
