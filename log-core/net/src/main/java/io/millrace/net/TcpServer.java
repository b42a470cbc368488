package io.millrace.net;

import io.millrace.base.Endpoint;
import java.io.IOException;

/** Listens, frames, keeps order and bounds what a connection may hold. <i>Any thread.</i> */
public final class TcpServer implements AutoCloseable {
    private TcpServer() {}

    /**
     * What one connection may do.
     *
     * @param maxFrameBytes a larger request closes its connection (socket.request.max.bytes)
     * @param maxPendingBytes requests without an answer and answers not yet sent; above, the connection is not read
     * @param maxInFlight requests that are carried out at once; above, the connection is not read
     */
    public record Limits(int maxFrameBytes, long maxPendingBytes, int maxInFlight) {
        /** 100 MiB, 8 MiB, 16. */
        public static final Limits DEFAULT = new Limits(100 << 20, 8 << 20, 16);
    }

    /** Listens on the endpoint; port 0 takes a free one. Throws BindException when it is taken. */
    public static TcpServer listen(Endpoint endpoint, EventLoops loops, Limits limits, RequestHandler handler)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Where it really listens. */
    public Endpoint endpoint() {
        throw new UnsupportedOperationException();
    }

    /** Ends listening, then every connection. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
