package io.millrace.coordinator.transaction;

import org.apache.kafka.common.protocol.Errors;

/**
 * Who may write under a transactional id from now on, or why that is not said. <i>Immutable.</i>
 *
 * @param producerId -1 unless the error is NONE
 * @param epoch -1 unless the error is NONE
 * @param needsId a new producer id must be brought along: nothing was decided
 */
public record Owner(Errors error, long producerId, short epoch, boolean needsId) {
    private static final short NONE = -1;
    static final Owner NEEDS_ID = new Owner(Errors.UNKNOWN_SERVER_ERROR, -1, NONE, true);

    static Owner of(long producerId, short epoch) {
        return new Owner(Errors.NONE, producerId, epoch, false);
    }

    /** Nobody. */
    public static Owner refused(Errors error) {
        return new Owner(error, -1, NONE, false);
    }
}
