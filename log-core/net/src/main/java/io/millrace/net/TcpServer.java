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

/** Listens, frames, keeps order and bounds what a connection may hold. <i>Any thread.</i> */
public final class TcpServer implements AutoCloseable {
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
     */
    public record Limits(int maxFrameBytes, long maxPendingBytes, int maxInFlight) {
        /** 100 MiB, 8 MiB, 16. */
        public static final Limits DEFAULT = new Limits(100 << 20, 8 << 20, 16);
    }

    /**
     * Listens on the endpoint; port 0 takes a free one. Called from none of the loops.
     *
     * @throws BindException when the address is taken, or none of this machine's
     */
    public static TcpServer listen(Endpoint endpoint, EventLoops loops, Limits limits, RequestHandler handler)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw new BindException("cannot listen on " + endpoint + ": no address of that name");
        }
        ChannelGroup connections = new DefaultChannelGroup(
                "connections of " + endpoint, loops.group().next(), true);
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
                        connections.add(accepted);
                        int port = ((InetSocketAddress) accepted.parent().localAddress()).getPort();
                        Loop loop = loops.loopOf(accepted.eventLoop());
                        accepted.pipeline()
                                .addLast(new ServerConnection(
                                        new Endpoint(endpoint.host(), port), loop, limits, handler));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failure(endpoint, bound.cause());
        }
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        return new TcpServer(bound.channel(), connections, new Endpoint(endpoint.host(), port));
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
