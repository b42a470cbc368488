package io.millrace.connector.file.row;

import java.util.Arrays;

/** Splits a row of RFC 4180 into the texts of its columns. *Loop-owned.* */
final class CsvSplit {

    private static final int MAX_COLUMNS = 10_000;
    private static final byte QUOTE = '"';

    private final byte separator;
    private String[] texts = new String[16];
    private boolean[] quoted = new boolean[16];

    CsvSplit(byte separator) {
        this.separator = separator;
    }

    /** The texts of the row split last; valid up to the count that {@link #split} gave. */
    String[] texts() {
        return texts;
    }

    /** Whether the column of the row split last stood in quotes: an empty one is then a text, not an absence. */
    boolean isQuoted(int column) {
        return quoted[column];
    }

    /** How many columns the row in [from, to) has. */
    int split(byte[] bytes, int from, int to) throws BadRow {
        Utf8.check(bytes, from, to);
        int columns = 0;
        int at = from;
        while (true) {
            makeRoom(columns);
            boolean isQuoted = at < to && bytes[at] == QUOTE;
            int end = isQuoted ? closing(bytes, at + 1, to) : plainEnd(bytes, at, to);
            quoted[columns] = isQuoted;
            texts[columns] = isQuoted ? unquote(bytes, at + 1, end) : Utf8.text(bytes, at, end);
            columns++;
            at = isQuoted ? end + 1 : end;
            if (at == to) {
                return columns;
            }
            if (bytes[at] != separator) {
                throw new BadRow("column " + columns + ": text behind the closing quote");
            }
            at++;
        }
    }

    private void makeRoom(int columns) throws BadRow {
        if (columns == MAX_COLUMNS) {
            throw new BadRow("more than " + MAX_COLUMNS + " columns");
        }
        if (columns == texts.length) {
            texts = Arrays.copyOf(texts, columns * 2);
            quoted = Arrays.copyOf(quoted, columns * 2);
        }
    }

    private int plainEnd(byte[] bytes, int from, int to) throws BadRow {
        for (int at = from; at < to; at++) {
            if (bytes[at] == separator) {
                return at;
            }
            if (bytes[at] == QUOTE) {
                throw new BadRow("a quote within a column that does not begin with one");
            }
        }
        return to;
    }

    private static int closing(byte[] bytes, int from, int to) throws BadRow {
        for (int at = from; at < to; at++) {
            if (bytes[at] == QUOTE) {
                if (at + 1 == to || bytes[at + 1] != QUOTE) {
                    return at;
                }
                at++;
            }
        }
        throw new BadRow("a quote is never closed");
    }

    private static String unquote(byte[] bytes, int from, int to) {
        String text = Utf8.text(bytes, from, to);
        return text.indexOf('"') < 0 ? text : text.replace("\"\"", "\"");
    }
}
