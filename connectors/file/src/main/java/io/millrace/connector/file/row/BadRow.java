package io.millrace.connector.file.row;

/** A row that is not what its file promises; the message says why, without the file and the line. *Immutable.* */
public final class BadRow extends Exception {

    private static final int MAX_REASON_CHARS = 200;

    public BadRow(String reason) {
        // No stack trace: a bad row is data, and a file may hold millions of them.
        super(
                reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + "...",
                null,
                false,
                false);
    }

    /** The reason, always there. */
    public String reason() {
        String reason = getMessage();
        return reason == null ? "" : reason;
    }
}
