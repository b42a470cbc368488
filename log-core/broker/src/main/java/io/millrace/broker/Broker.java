package io.millrace.broker;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.ApiVersionsApi;
import io.millrace.broker.api.Call;
import io.millrace.broker.partition.Partitions;
import io.millrace.net.EventLoops;
import io.millrace.net.Peer;
import io.millrace.net.RequestHandler;
import io.millrace.net.RequestRoom;
import io.millrace.net.TcpServer;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.log.DiskThreads;
import io.millrace.storage.log.LogStore;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** One node: its logs, coordinators and handlers, served in-process and over TCP. <i>Any thread.</i> */
public final class Broker implements RequestHandler, AutoCloseable {
    private final Endpoint address;
    private final @Nullable Endpoint advertised;
    private final TcpServer.Limits edge;
    private final RequestRoom room;
    private final ApiVersionsApi apis;
    private final InProcessTransport transport;
    private final LogStore store;
    private final Shutdown shutdown;
    private final List<TcpServer> servers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch atRest = new CountDownLatch(1);

    Broker(
            Endpoint address,
            @Nullable Endpoint advertised,
            TcpServer.Limits edge,
            RequestRoom room,
            ApiVersionsApi apis,
            Partitions partitions,
            LogStore store,
            Shutdown shutdown) {
        this.address = address;
        this.advertised = advertised;
        this.edge = edge;
        this.room = room;
        this.apis = apis;
        this.transport = new InProcessTransport(
                address,
                partitions.shards().stream().map(Partitions.Shard::loop).toList(),
                this);
        this.store = store;
        this.shutdown = shutdown;
    }

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
            BrokerConfig config, Disk disk, List<Loop> loops, DiskThreads disks, Clock clock, Rng rng, Opened opened) {
        Boot boot;
        try {
            boot = new Boot(config, disk, loops, disks, clock, rng, opened);
        } catch (IOException e) {
            opened.done(null, e);
            return;
        }
        boot.begin();
    }

    /** As {@link #open}, and waits until the node accepts work. Called from none of the loops. */
    public static Broker start(
            BrokerConfig config, Disk disk, List<Loop> loops, DiskThreads disks, Clock clock, Rng rng)
            throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable Broker> opened = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        open(config, disk, loops, disks, clock, rng, (broker, failure) -> {
            opened.set(broker);
            failed.set(failure);
            done.countDown();
        });
        await(done);
        Broker broker = opened.get();
        if (broker != null) {
            return broker;
        }
        Throwable why = failed.get();
        if (why instanceof IOException io) {
            throw io;
        }
        throw new IOException("the log did not start: " + why, why);
    }

    /** Listens for Kafka clients; port 0 takes a free one. Returns where; throws BindException naming a taken address. */
    public Endpoint listen(Endpoint endpoint, EventLoops eventLoops) throws IOException {
        Check.that(!closed.get(), "a closed node does not listen");
        TcpServer server = TcpServer.listen(endpoint, advertised, eventLoops, edge, room, this);
        servers.add(server);
        return server.endpoint();
    }

    /** {@code inprocess:<name>}, under which it is registered. */
    public Endpoint inProcess() {
        return address;
    }

    /** Why it takes nothing any more until it is started again, naming the directory; null while it does. */
    public @Nullable String failure() {
        IOException failure = store.failure();
        return failure == null ? null : store.directory() + " is given up: " + failure.getMessage();
    }

    /** Why it takes no records now, for want of room on the disk; null while it does. */
    public @Nullable String shortage() {
        return store.shortage();
    }

    /** Hands requests over inside this JVM. */
    public Transport<Request, Response> transport() {
        return transport;
    }

    @Override
    public boolean accepts(ApiKeys api, short version) {
        Api handler = apis.table().get(api);
        return handler != null && version >= handler.oldest() && version <= handler.latest();
    }

    @Override
    public void handle(Request request, Peer peer, Loop connectionLoop, Consumer<@Nullable Response> answer) {
        Api handler = apis.table().get(request.api());
        if (handler == null) {
            throw new Check.Violation(request.api() + " is not carried out here, and was to be refused before");
        }
        handler.handle(new Call(request, peer, connectionLoop, answer));
    }

    /** Stops taking work, syncs and lets go of the disk; {@code done} runs on one of the loops. Never waits. */
    public void close(Runnable done) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        InProcess.unregister(address.host());
        servers.forEach(TcpServer::close);
        transport.close();
        shutdown.run(() -> {
            atRest.countDown();
            done.run();
        });
    }

    /** As {@link #close(Runnable)}, and waits. Called from none of the loops. */
    @Override
    public void close() {
        close(() -> {});
        await(atRest);
    }

    void register() {
        InProcess.register(address.host(), transport);
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
