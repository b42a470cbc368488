package io.millrace.registry.schema;

/** Who reads whose data, when a schema follows another. <i>Immutable.</i> */
public enum Direction {
    /** The new schema reads what was written with the old one. */
    NEW_READS_OLD("new", "old"),
    /** The old schema reads what is written with the new one. */
    OLD_READS_NEW("old", "new");

    private final String reader;
    private final String writer;

    Direction(String reader, String writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /** {@code new} or {@code old}, for texts. */
    public String reader() {
        return reader;
    }

    /** {@code old} or {@code new}, for texts. */
    public String writer() {
        return writer;
    }
}
