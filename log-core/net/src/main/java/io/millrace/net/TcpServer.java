package io.millrace.net;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, frames, keeps order and bounds what a connection may hold. <i>Any thread.</i> */
public final class TcpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpServer.class);
    private static final int BACKLOG = 1024;
    static final AdaptiveRecvByteBufAllocator RECEIVE = new AdaptiveRecvByteBufAllocator(1024, 16 << 10, 256 << 10);
    static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final Channel channel;
    private final ChannelGroup connections;
    private final Endpoint endpoint;

    private TcpServer(Channel channel, ChannelGroup connections, Endpoint endpoint) {
        this.channel = channel;
        this.connections = connections;
        this.endpoint = endpoint;
    }

    /**
     * What one connection may do.
     *
     * @param maxFrameBytes a larger request closes its connection (socket.request.max.bytes)
     * @param maxPendingBytes requests without an answer and answers not yet sent; above, the connection is not read
     * @param maxInFlight requests that are carried out at once; above, the connection is not read
     * @param idleMs a connection that did nothing for so long is closed (connections.max.idle.ms)
     * @param frameMs a request must have arrived after this time and a second for every 64 KiB of it
     * @param maxConnections of this listener; one more is closed (max.connections)
     * @param maxConnectionsPerIp of one address; one more is closed (max.connections.per.ip)
     */
    public record Limits(
            int maxFrameBytes,
            long maxPendingBytes,
            int maxInFlight,
            long idleMs,
            long frameMs,
            int maxConnections,
            int maxConnectionsPerIp) {
        /** 100 MiB, 8 MiB, 16, ten minutes, 30 seconds, as many connections as come. */
        public static final Limits DEFAULT =
                new Limits(100 << 20, 8 << 20, 16, 600_000, 30_000, Integer.MAX_VALUE, Integer.MAX_VALUE);

        /** With the defaults for the rest. */
        public Limits(int maxFrameBytes, long maxPendingBytes, int maxInFlight) {
            this(maxFrameBytes, maxPendingBytes, maxInFlight, 600_000, 30_000, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
    }

    /**
     * Listens on the endpoint; port 0 takes a free one. Called from none of the loops.
     *
     * @param advertised how clients reach it where they do not by the endpoint; its port 0 is the one listened on
     * @param room for requests, shared with the node's other listeners
     * @throws BindException when the address is taken, or none of this machine's
     */
    public static TcpServer listen(
            Endpoint endpoint,
            @Nullable Endpoint advertised,
            EventLoops loops,
            Limits limits,
            RequestRoom room,
            RequestHandler handler)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw new BindException("cannot listen on " + endpoint + ": no address of that name");
        }
        ChannelGroup connections = new DefaultChannelGroup(
                "connections of " + endpoint, loops.group().next(), true);
        Admission admission = new Admission(limits.maxConnections(), limits.maxConnectionsPerIp());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        if (!admitted(accepted, admission)) {
                            accepted.close();
                            return;
                        }
                        connections.add(accepted);
                        Loop loop = loops.loopOf(accepted.eventLoop());
                        Endpoint told = reachedAt(
                                endpoint,
                                advertised,
                                (InetSocketAddress) accepted.parent().localAddress(),
                                (InetSocketAddress) accepted.localAddress());
                        accepted.pipeline().addLast(new ServerConnection(told, loop, limits, room, handler));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failure(endpoint, bound.cause());
        }
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        return new TcpServer(bound.channel(), connections, new Endpoint(endpoint.host(), port));
    }

    /**
     * The address that a client is told to come to, which connected to that own one of this machine; null when it is
     * gone already.
     */
    static Endpoint reachedAt(
            Endpoint endpoint,
            @Nullable Endpoint advertised,
            InetSocketAddress listening,
            @Nullable InetSocketAddress own) {
        if (advertised != null) {
            return new Endpoint(advertised.host(), advertised.port() == 0 ? listening.getPort() : advertised.port());
        }
        if (listening.getAddress().isAnyLocalAddress() && own != null) {
            return new Endpoint(own.getAddress().getHostAddress(), listening.getPort());
        }
        return new Endpoint(endpoint.host(), listening.getPort());
    }

    private static boolean admitted(Channel accepted, Admission admission) {
        // Gone already, if there is no address.
        if (!(accepted.remoteAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        String address = remote.getAddress().getHostAddress();
        if (!admission.enter(address)) {
            LOG.debug("closed a connection of {}: too many are open", address);
            return false;
        }
        accepted.closeFuture().addListener(future -> admission.left(address));
        return true;
    }

    /** Where it really listens. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Ends listening, then every connection, and waits for it. Called from none of the loops. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    private static IOException failure(Endpoint endpoint, Throwable cause) {
        BindException failure = new BindException("cannot listen on " + endpoint + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
