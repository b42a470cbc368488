package io.millrace.platform.pages;

import io.millrace.base.Endpoint;
import io.millrace.rest.Edge;

/** The page of this process, read-only: it asks nothing while nobody looks. <i>Any thread.</i> */
public final class Pages implements AutoCloseable {
    private final Endpoint endpoint;

    private Pages(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Listens; port 0 takes a free one.
     *
     * @throws IllegalStateException naming the address, when it is taken or not of this machine
     */
    public static Pages start(Edge edge, Endpoint at, PagesSources sources) {
        throw new UnsupportedOperationException("pages " + at + " of " + sources.bootstrapServers());
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Ends what it asks; its address is closed with the edge. */
    @Override
    public void close() {}
}
