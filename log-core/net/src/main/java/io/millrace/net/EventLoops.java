package io.millrace.net;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import java.util.List;

/** The threads on which connections and partitions live: Netty's event loops. <i>Any thread.</i> */
public final class EventLoops implements AutoCloseable {
    private EventLoops() {}

    /** Starts that many loops, on epoll where it is present. */
    public static EventLoops start(int count, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /** All loops, in order of their number. */
    public List<Loop> loops() {
        throw new UnsupportedOperationException();
    }

    /** The loops one after the other. */
    public Loop next() {
        throw new UnsupportedOperationException();
    }

    /** Stops the loops after their queued tasks, and waits for the threads; called from none of them. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
