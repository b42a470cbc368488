package io.millrace.storage.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sync of one log's segments, of what was in them when it began. Its files stay open until it is closed. {@link
 * #run}: <i>any thread</i>; the rest: the thread that writes.
 */
public final class LogSync implements AutoCloseable {
    private final List<Part> parts = new ArrayList<>();
    private final DurableBound bound;
    private final Epochs epochs;

    private record Part(Segment segment, OpenFiles.Lease lease, long changes) {}

    private LogSync(DurableBound bound, Epochs epochs) {
        this.bound = bound;
        this.epochs = epochs;
    }

    /** Under the log's gate. */
    static LogSync begin(List<Segment> segments, DurableBound bound, Epochs epochs) throws IOException {
        LogSync sync = new LogSync(bound, epochs);
        try {
            for (Segment segment : segments) {
                if (segment.dirty()) {
                    sync.parts.add(new Part(segment, segment.open(), segment.changes()));
                }
            }
            return sync;
        } catch (IOException e) {
            sync.close();
            throw e;
        }
    }

    /** Whether there is nothing to wait for. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Waits for the disk, the older segments' first. */
    public void run() throws IOException {
        for (Part part : parts) {
            part.lease.file().sync();
        }
    }

    /** How far the log is durable once it has run. */
    public DurableBound bound() {
        return bound;
    }

    /** The leader epochs up to there. */
    public Epochs epochs() {
        return epochs;
    }

    /** Under the log's gate. */
    void ended() {
        parts.forEach(part -> part.segment.synced(part.changes));
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.lease.close();
        }
    }
}
