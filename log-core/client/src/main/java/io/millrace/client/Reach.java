package io.millrace.client;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.client.secure.Security;
import io.millrace.net.EventLoops;
import io.millrace.net.TcpTransport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * The transport by address: a log of this JVM directly, any other by TCP. The sockets of all clients of this JVM share one
 * thread, which is there while one of them uses it. <i>Loop-owned;</i> the shared thread is guarded by the class's lock.
 */
final class Reach implements Transport<Request, Response> {
    private static @Nullable EventLoops sharedLoops;
    private static int users;

    private final Security security;
    private @Nullable TcpTransport tcp;

    /** Which secures what goes by TCP, and is closed with it. */
    Reach(Security security) {
        this.security = security;
    }

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
        if (!endpoint.inProcess()) {
            return tcp().connect(endpoint, loop, onClose);
        }
        Transport<?, ?> found = InProcess.find(endpoint.host());
        return found == null ? new Absent(endpoint, loop) : ofRequests(found).connect(endpoint, loop, onClose);
    }

    @Override
    public void close() {
        TcpTransport used = tcp;
        if (used != null) {
            tcp = null;
            used.close();
            release();
        }
        security.close();
    }

    private TcpTransport tcp() {
        TcpTransport made = tcp;
        if (made == null) {
            made = new TcpTransport(acquire(), security.tls());
            tcp = made;
        }
        return made;
    }

    /** Logs register nothing else under {@code inprocess:}. */
    @SuppressWarnings("unchecked")
    private static Transport<Request, Response> ofRequests(Transport<?, ?> found) {
        return (Transport<Request, Response>) found;
    }

    private static synchronized EventLoops acquire() {
        EventLoops loops = sharedLoops;
        if (loops == null) {
            loops = EventLoops.start(1, Clock.SYSTEM);
            sharedLoops = loops;
        }
        users++;
        return loops;
    }

    private static synchronized void release() {
        EventLoops loops = sharedLoops;
        if (--users == 0 && loops != null) {
            sharedLoops = null;
            loops.close();
        }
    }

    /** A connection to a log that was closed, or not opened yet. */
    private record Absent(Endpoint endpoint, Loop loop) implements Connection<Request, Response> {
        @Override
        public void send(Request request, Callback<Response> callback) {
            loop.execute(() -> callback.done(null, new Disconnected(endpoint + ": no such log in this process")));
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
