package io.millrace.broker;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.net.EventLoops;
import io.millrace.net.Peer;
import io.millrace.net.RequestHandler;
import io.millrace.storage.disk.Disk;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node: its logs, coordinators and handlers, served in-process and over TCP. <i>Any thread.</i> */
public final class Broker implements RequestHandler, AutoCloseable {
    private Broker() {}

    /** Takes the node once it accepts work, or why it does not: exactly one of the two is not null. */
    @FunctionalInterface
    public interface Opened {
        /** On any thread. */
        void done(@Nullable Broker broker, @Nullable Throwable failure);
    }

    /**
     * Opens the disk on the calling thread and goes on on the loops; never waits. The log is registered in-process when
     * it is open.
     */
    public static void open(
            BrokerConfig config, Disk disk, List<Loop> loops, Loop diskLoop, Clock clock, Rng rng, Opened opened) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #open}, and waits until the node accepts work. Called from none of the loops. */
    public static Broker start(BrokerConfig config, Disk disk, List<Loop> loops, Loop diskLoop, Clock clock, Rng rng)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Listens for Kafka clients; port 0 takes a free one. Returns where; throws BindException naming a taken address. */
    public Endpoint listen(Endpoint endpoint, EventLoops eventLoops) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** {@code inprocess:<name>}, under which it is registered. */
    public Endpoint inProcess() {
        throw new UnsupportedOperationException();
    }

    /** Hands requests over inside this JVM. */
    public Transport<Request, Response> transport() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void handle(Request request, Peer peer, Loop connectionLoop, Consumer<@Nullable Response> answer) {
        throw new UnsupportedOperationException();
    }

    /** Stops taking work, syncs and lets go of the disk; {@code done} runs on one of the loops. Never waits. */
    public void close(Runnable done) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #close(Runnable)}, and waits. Called from none of the loops. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
