package io.millrace.broker.partition;

/**
 * What one idempotent producer last appended to a partition: its epoch and its newest batches, against which the next
 * batch is held. <i>Loop-owned.</i>
 */
final class ProducerEntry {
    /** As many batches as a producer may have on its way to one partition. */
    static final int WINDOW = 5;

    private final int[] firstSequences = new int[WINDOW];
    private final int[] lastSequences = new int[WINDOW];
    private final long[] baseOffsets = new long[WINDOW];
    private int batches;
    private int newest = -1;
    private short epoch;
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

    /** The sequence number of the last record; only asked for when there is a batch. */
    int lastSequence() {
        return lastSequences[newest];
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
        if (batchEpoch != epoch) {
            epoch = batchEpoch;
            batches = 0;
            newest = -1;
        }
        newest = (newest + 1) % WINDOW;
        batches = Math.min(batches + 1, WINDOW);
        firstSequences[newest] = firstSequence;
        lastSequences[newest] = lastSequence;
        baseOffsets[newest] = baseOffset;
        lastUsedMs = nowMs;
    }
}
