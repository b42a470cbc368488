package io.millrace.client.produce;

import org.jspecify.annotations.Nullable;

/** Takes the fate of the records of one batch, on the client's loop, never inside the call that handed them in. */
@FunctionalInterface
public interface BatchCallback {
    /**
     * So many records from that one on have one fate; each record has it once. A batch that was too large for the log is
     * told in several parts.
     *
     * @param firstRecord counted from 0 within the batch
     * @param recordCount at least 1
     * @param baseOffset of the first of them; -1 when they failed, or where it is not known
     * @param appendTimeMs when the log stamps records itself, else -1
     * @param failure why they are not in the log, or null
     */
    void ended(int firstRecord, int recordCount, long baseOffset, long appendTimeMs, @Nullable Throwable failure);
}
