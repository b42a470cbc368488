package io.millrace.client.produce;

/** Counts the batches that a flush waits for. <i>Loop-owned.</i> */
final class Flush {
    private final Runnable whenAllEnded;
    private int left;

    Flush(Runnable whenAllEnded) {
        this.whenAllEnded = whenAllEnded;
    }

    void await(Batch batch) {
        left++;
        batch.flushedBy(this);
    }

    boolean awaitsNothing() {
        return left == 0;
    }

    void batchEnded() {
        if (--left == 0) {
            whenAllEnded.run();
        }
    }
}
