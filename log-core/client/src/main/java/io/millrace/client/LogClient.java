package io.millrace.client;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.client.admin.Admin;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Part;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.Assignor;
import io.millrace.client.group.Committed;
import io.millrace.client.group.ConsumerMember;
import io.millrace.client.group.ConsumerMemberListener;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.secure.Security;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ground level client of a log: our own, in this JVM or over TCP, or Apache Kafka. It has no thread: everything is
 * done on the loop it was opened for, when that loop is turned, and it never blocks. <i>Loop-owned,</i> with all that is
 * made from it: methods are called on the loop, callbacks run on the loop and never inside the call that takes them.
 */
public final class LogClient implements AutoCloseable {
    private final CallContext context;
    private final Runnable release;
    private final Metadata metadata;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Admin admin;
    private boolean closed;

    private LogClient(CallContext context, Runnable release) {
        this.context = context;
        this.release = release;
        this.metadata = new Metadata(context);
    }

    /**
     * A client of the nodes in {@code bootstrap.servers}: {@code inprocess:<id>} finds the log of this JVM, anything else
     * is reached by TCP. Opening asks for nothing and cannot fail for want of a node; calls wait for one.
     *
     * @throws IllegalArgumentException when no log of this JVM has that id, or the keys of security do not do
     */
    public static LogClient open(ClientConfig config, Loop loop) {
        for (Endpoint endpoint : config.bootstrap()) {
            if (endpoint.inProcess() && InProcess.find(endpoint.host()) == null) {
                throw new IllegalArgumentException("no log of this process is registered as " + endpoint.host());
            }
        }
        Security security = Security.open(config.security());
        Reach reach = new Reach(security);
        Rng rng = Rng.seeded(loop.clock().nanos() ^ System.identityHashCode(reach));
        return new LogClient(new CallContext(config, loop, reach, rng, security.login()), reach::close);
    }

    /** A client that speaks through the given transport, which stays the caller's, with the given randomness. */
    public static LogClient open(ClientConfig config, Loop loop, Transport<Request, Response> transport, Rng rng) {
        return new LogClient(new CallContext(config, loop, transport, rng), () -> {});
    }

    /** Routing, shared by all that is made from this client. */
    public Metadata metadata() {
        return metadata;
    }

    /** A new appender with its own producer id, connections and memory. */
    public Appender appender(AppendConfig config) {
        return keep(new Appender(context, metadata, config));
    }

    /** A new fetcher with its own connections and memory. */
    public Fetcher fetcher(FetchConfig config) {
        return keep(new Fetcher(context, metadata, config));
    }

    /** A new member, not yet joined. */
    public GroupMember member(GroupConfig config, Assignor assignor, MemberListener listener) {
        return keep(new GroupMember(context, metadata, config, assignor, listener));
    }

    /** A new member of a group that its coordinator divides, by that assignor or its own choice, not yet joined. */
    public ConsumerMember consumerMember(
            GroupConfig config, @Nullable String assignor, @Nullable String rack, ConsumerMemberListener listener) {
        return keep(new ConsumerMember(context, metadata, config, assignor, rack, listener));
    }

    /** The committed positions of a group. */
    public Committed committed(String groupId) {
        return keep(new Committed(context, metadata, groupId));
    }

    /** Administration. */
    public Admin admin() {
        Admin made = admin;
        if (made == null) {
            made = keep(new Admin(context, metadata));
            admin = made;
        }
        return made;
    }

    /** Closes all that was made from it and its connections; calls that wait fail. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        parts.forEach(Part::close);
        metadata.close();
        release.run();
    }

    private <T extends Part> T keep(T part) {
        Check.that(!closed, "the client is closed");
        parts.removeIf(Part::isClosed);
        parts.add(part);
        return part;
    }
}
