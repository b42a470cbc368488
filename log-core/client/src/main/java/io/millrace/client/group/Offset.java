package io.millrace.client.group;

/**
 * A committed position. <i>Immutable.</i>
 *
 * @param offset the next to read
 * @param leaderEpoch the epoch of the last record read, or -1
 * @param metadata the committer's own text
 */
public record Offset(long offset, int leaderEpoch, String metadata) {
    /** A position without more. */
    public static Offset of(long offset) {
        return new Offset(offset, -1, "");
    }
}
