package io.millrace.simulator.keyed;

/**
 * One record of a key. <i>Immutable,</i> but for what becomes of it.
 *
 * <pre>
 * WRITTEN --acknowledged, its transaction committed--> KEPT
 * WRITTEN --its transaction aborted--> DROPPED
 * </pre>
 */
final class Version {
    private final int key;
    private final int number;
    private final boolean tombstone;
    private final long writtenMs;
    private Fate fate = Fate.WRITTEN;

    enum Fate {
        WRITTEN,
        KEPT,
        DROPPED
    }

    Version(int key, int number, boolean tombstone, long writtenMs) {
        this.key = key;
        this.number = number;
        this.tombstone = tombstone;
        this.writtenMs = writtenMs;
    }

    int key() {
        return key;
    }

    /** Grows from record to record of the key. */
    int number() {
        return number;
    }

    boolean tombstone() {
        return tombstone;
    }

    Fate fate() {
        return fate;
    }

    /** When its writer let go of it. */
    long writtenMs() {
        return writtenMs;
    }

    void kept() {
        fate = Fate.KEPT;
    }

    void dropped() {
        fate = Fate.DROPPED;
    }

    @Override
    public String toString() {
        return "k" + key + " version " + number + (tombstone ? ", a tombstone" : "");
    }
}
