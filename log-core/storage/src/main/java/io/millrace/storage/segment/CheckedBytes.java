package io.millrace.storage.segment;

/**
 * Which bytes of a segment need no second look before they are sent unread: those that this process wrote, and one
 * stretch whose CRCs it has checked since it opened the file. <i>Any thread.</i>
 */
final class CheckedBytes {
    private final long writtenFrom;
    private long from;
    private long to;

    /** Everything from the position on is written by this process. */
    CheckedBytes(long writtenFrom) {
        this.writtenFrom = writtenFrom;
    }

    /** Whether all bytes from the first position up to the second are known. */
    synchronized boolean cover(long begin, long end) {
        if (begin >= writtenFrom) {
            return true;
        }
        return begin >= from && (end <= to || to >= writtenFrom);
    }

    /** The batches between the positions are sound. */
    synchronized void add(long begin, long end) {
        if (begin <= to && end >= from) {
            from = Math.min(from, begin);
            to = Math.max(to, end);
        } else {
            from = begin;
            to = end;
        }
    }
}
