package io.millrace.storage.segment;

/**
 * How far a log is known to be on disk: damage below is rot and never cut off, damage above is a torn tail.
 * <i>Immutable.</i>
 *
 * @param offset everything below is durable
 * @param segmentBase base offset of the segment that the next batch goes to
 * @param position bytes of that segment that are durable
 */
public record DurableBound(long offset, long segmentBase, long position) {
    /** Nothing is known of a log that begins at the offset. */
    public static DurableBound none(long startOffset) {
        return new DurableBound(startOffset, startOffset, 0);
    }
}
