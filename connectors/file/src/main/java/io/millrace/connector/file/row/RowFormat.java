package io.millrace.connector.file.row;

import org.jspecify.annotations.Nullable;

/** How a file is cut into rows, and what a row is. *Immutable.* */
public record RowFormat(
        Kind kind, @Nullable Fields fields, @Nullable String schemaName, byte separator) {

    /** What stands in the file. */
    public enum Kind {
        JSONL,
        CSV,
        LINES
    }

    /** Whether the first row says what the others are. */
    public boolean hasHeader() {
        return kind == Kind.CSV;
    }

    /** The index of the line end that closes the row at {@code from}, or -1 if it is not there yet. */
    public int end(byte[] bytes, int from, int to) {
        int newline = Scan.find(bytes, from, to, (byte) '\n');
        if (kind != Kind.CSV || newline >= 0 && Scan.find(bytes, from, newline, (byte) '"') < 0) {
            return newline;
        }
        return quotedEnd(bytes, from, to);
    }

    /** What reads the rows of a file without header. */
    public Rows rows() {
        return kind == Kind.JSONL ? new JsonRows(fields) : new LineRows();
    }

    /** What reads the rows under the header in [from, to). */
    public Rows rowsUnder(byte[] bytes, int from, int to) throws BadRow {
        return CsvRows.under(bytes, from, to, separator, fields, schemaName);
    }

    /** A quote opens only at the start of a column, so that a stray one spoils its own row and no other. */
    private int quotedEnd(byte[] bytes, int from, int to) {
        boolean atStart = true;
        int at = from;
        while (at < to) {
            if (atStart && bytes[at] == '"') {
                at = behindQuotes(bytes, at + 1, to);
                atStart = false;
            } else if (bytes[at] == '\n') {
                return at;
            } else {
                atStart = bytes[at] == separator;
                at++;
            }
        }
        return -1;
    }

    private static int behindQuotes(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '"') {
                if (at + 1 == to || bytes[at + 1] != '"') {
                    return at + 1;
                }
                at++;
            }
        }
        return to;
    }
}
