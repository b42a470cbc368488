package io.millrace.registry.protobuf;

import com.google.protobuf.ByteString;

/** Strings as they stand in a {@code .proto} text. Pure. */
final class Quoted {
    private Quoted() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append('"').toString();
    }

    static String of(ByteString bytes) {
        return bytes.isValidUtf8() ? of(bytes.toStringUtf8()) : '"' + escaped(bytes) + '"';
    }

    /** In ASCII, everything else in octal: as descriptors keep the defaults of bytes. */
    static String escaped(ByteString bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.size(); i++) {
            int b = bytes.byteAt(i) & 0xff;
            if (b >= 0x7f || b < ' ' && "\u0007\b\f\n\r\t\u000b".indexOf(b) < 0) {
                text.append('\\').append((char) ('0' + (b >> 6))).append((char) ('0' + (b >> 3 & 7)));
                text.append((char) ('0' + (b & 7)));
            } else {
                append(text, (char) b);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, char c) {
        switch (c) {
            case '\u0007' -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\u000b' -> text.append("\\v");
            case '\\', '\'', '"' -> text.append('\\').append(c);
            default -> text.append(c);
        }
    }
}
