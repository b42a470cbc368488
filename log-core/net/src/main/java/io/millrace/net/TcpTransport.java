package io.millrace.net;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests over TCP. A connection of one of the loops stays on that loop; one of another loop, such as a stream
 * thread's, has its socket on one of these and its callbacks on its own. <i>Any thread.</i>
 */
public final class TcpTransport implements Transport<Request, Response> {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final EventLoops loops;
    private final @Nullable Tls tls;
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** On these loops, which it does not close. */
    public TcpTransport(EventLoops loops) {
        this(loops, null);
    }

    /** As above, every connection over TLS unless it is null. */
    public TcpTransport(EventLoops loops, @Nullable Tls tls) {
        this.loops = loops;
        this.tls = tls;
    }

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
        EventLoop eventLoop = loops.nettyLoop(loop);
        ClientConnection connection = new ClientConnection(endpoint, eventLoop, loop, onClose, connections::remove);
        connections.add(connection);
        if (closed) {
            connection.close();
        } else if (isLiteral(endpoint.host())) {
            connect(connection, new InetSocketAddress(endpoint.host(), endpoint.port()), endpoint, eventLoop);
        } else {
            // A name server may take seconds, which no loop has.
            CompletableFuture.supplyAsync(() -> new InetSocketAddress(endpoint.host(), endpoint.port()))
                    .thenAccept(address -> connect(connection, address, endpoint, eventLoop));
        }
        return connection;
    }

    @Override
    public void close() {
        closed = true;
        connections.forEach(ClientConnection::close);
    }

    private void connect(
            ClientConnection connection, InetSocketAddress address, Endpoint endpoint, EventLoop eventLoop) {
        if (address.isUnresolved()) {
            connection.failed(new UnknownHostException("no address for " + address.getHostString()));
            return;
        }
        ChannelHandler handler;
        try {
            // The name that was asked for is the one that the certificate must carry.
            handler = tls == null
                    ? connection.handler()
                    : connection.handler(tls.engine(endpoint.host(), endpoint.port()));
        } catch (RuntimeException e) {
            // The engine may be made by the user's own factory.
            connection.failed(e);
            return;
        }
        new Bootstrap()
                .group(eventLoop)
                .channel(loops.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, TcpServer.RECEIVE)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpServer.WATER_MARKS)
                .handler(handler)
                .connect(address)
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        connection.failed(future.cause());
                    }
                });
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
