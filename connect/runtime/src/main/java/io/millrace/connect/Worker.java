package io.millrace.connect;

/** Runs connectors and their tasks, as one worker of Kafka Connect does. <i>Any thread.</i> */
public final class Worker implements AutoCloseable {
    private Worker() {}

    /** Reads what is stored to its end, and starts what should run. */
    public static Worker start(WorkerConfig config) {
        throw new UnsupportedOperationException("not yet written");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not yet written");
    }
}
