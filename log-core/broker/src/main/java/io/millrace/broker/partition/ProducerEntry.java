package io.millrace.broker.partition;

/**
 * What one idempotent producer last appended to a partition: its epoch and its newest batches, against which the next
 * batch is held. <i>Loop-owned.</i>
 */
final class ProducerEntry {
    /** As many batches as a producer may have on its way to one partition. */
    static final int WINDOW = 5;
    /** In place of an offset. */
    static final long NONE = -1;

    private final int[] firstSequences = new int[WINDOW];
    private final int[] lastSequences = new int[WINDOW];
    private final long[] baseOffsets = new long[WINDOW];
    private int batches;
    private int newest = -1;
    private short epoch;
    private int coordinatorEpoch = -1;
    private long transactionStart = NONE;
    private int markers;
    private long lastUsedMs;

    ProducerEntry(short epoch) {
        this.epoch = epoch;
    }

    short epoch() {
        return epoch;
    }

    long lastUsedMs() {
        return lastUsedMs;
    }

    /** The first offset of its transaction, or {@link #NONE}. */
    long transactionStart() {
        return transactionStart;
    }

    /** Of the coordinator that last ended a transaction of it, -1 when none did. */
    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    /** How many markers this run has seen: what was verified before one is not verified after it. */
    int markers() {
        return markers;
    }

    /** Its transaction begins at the offset. */
    void begin(short batchEpoch, long offset) {
        newEpoch(batchEpoch);
        transactionStart = offset;
    }

    /** A marker ends its transaction, and may fence who is of an older epoch. */
    void end(short markerEpoch, int newCoordinatorEpoch, long nowMs) {
        newEpoch(markerEpoch);
        transactionStart = NONE;
        coordinatorEpoch = newCoordinatorEpoch;
        markers++;
        lastUsedMs = nowMs;
    }

    /** Takes back what a snapshot holds. */
    void restore(int knownCoordinatorEpoch, long openSince, long usedMs) {
        coordinatorEpoch = knownCoordinatorEpoch;
        transactionStart = openSince;
        lastUsedMs = usedMs;
    }

    private void newEpoch(short next) {
        if (next != epoch) {
            epoch = next;
            batches = 0;
            newest = -1;
        }
    }

    /** The sequence number of the last record; -1 when no batch of its epoch is known. */
    int lastSequence() {
        return batches == 0 ? -1 : lastSequences[newest];
    }

    /** The offset of its newest batch's first record, or {@link #NONE}. */
    long newestOffset() {
        return batches == 0 ? NONE : baseOffsets[newest];
    }

    /** The slot of the batch with exactly these sequence numbers, or -1. */
    int find(int firstSequence, int lastSequence) {
        for (int i = 0; i < batches; i++) {
            if (firstSequences[i] == firstSequence && lastSequences[i] == lastSequence) {
                return i;
            }
        }
        return -1;
    }

    long baseOffset(int slot) {
        return baseOffsets[slot];
    }

    int batches() {
        return batches;
    }

    /** The slot of the batch that is so many batches older than the newest. */
    int slot(int older) {
        return Math.floorMod(newest - older, WINDOW);
    }

    int firstSequence(int slot) {
        return firstSequences[slot];
    }

    int lastSequence(int slot) {
        return lastSequences[slot];
    }

    /** Remembers a batch that was appended; a new epoch forgets those of the old one. */
    void appended(short batchEpoch, int firstSequence, int lastSequence, long baseOffset, long nowMs) {
        newEpoch(batchEpoch);
        newest = (newest + 1) % WINDOW;
        batches = Math.min(batches + 1, WINDOW);
        firstSequences[newest] = firstSequence;
        lastSequences[newest] = lastSequence;
        baseOffsets[newest] = baseOffset;
        lastUsedMs = nowMs;
    }
}
