package io.millrace.net;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;

/** Requests over TCP. <i>Any thread.</i> */
public final class TcpTransport implements Transport<Request, Response> {
    /** Connections of one of these loops stay on it; those of other loops are spread over these. */
    public TcpTransport(EventLoops loops) {}

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
