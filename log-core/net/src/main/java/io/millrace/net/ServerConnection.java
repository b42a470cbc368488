package io.millrace.net;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. Requests are handed over in the order of their arrival, several at a time; answers leave in
 * that order too, whatever the order they are given in. While too many requests or too many bytes of requests and
 * answers are pending, or the node has no room for the next one, nothing more is read: the client's own socket then
 * fills up, and it waits. <i>Loop-owned.</i>
 */
final class ServerConnection extends FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    /** Whose bodies are not copied from the frame: it is kept until they are answered. */
    private static final Set<ApiKeys> LIES_IN_FRAME =
            EnumSet.of(ApiKeys.PRODUCE, ApiKeys.PUSH_TELEMETRY, ApiKeys.ENVELOPE);

    private final Endpoint listener;
    private final Loop loop;
    private final TcpServer.Limits limits;
    private final RequestRoom room;
    private final RequestHandler handler;
    private final ArrayDeque<Exchange> exchanges = new ArrayDeque<>();
    private @Nullable Patience patience;
    private @Nullable Outbound out;
    private @Nullable Peer peer;
    /** Of the frame that arrives, or is about to; null between frames, and where there is room for all. */
    private RequestRoom.@Nullable Claim arriving;

    private long pendingBytes;
    private boolean reading;
    private boolean autoRead = true;
    private boolean closed;

    ServerConnection(Endpoint listener, Loop loop, TcpServer.Limits limits, RequestRoom room, RequestHandler handler) {
        super(limits.maxFrameBytes());
        this.listener = listener;
        this.loop = loop;
        this.limits = limits;
        this.room = room;
        this.handler = handler;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        // Gone already, if there is no address.
        peer = remote == null
                ? new Peer("unknown", 0, listener)
                : new Peer(remote.getAddress().getHostAddress(), remote.getPort(), listener);
        Patience watch = new Patience(limits, new Watch(ctx));
        watch.begin(ctx);
        patience = watch;
        out = new Outbound(ctx.channel(), size -> {
            watch.active();
            pendingBytes -= size;
            resume(ctx);
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        super.channelInactive(ctx);
        closed = true;
        if (patience != null) {
            patience.end();
        }
        if (out != null) {
            out.clear();
        }
        if (arriving != null) {
            arriving.end();
        }
        for (Exchange each : exchanges) {
            if (each.answer != null) {
                each.answer.close();
            }
        }
        exchanges.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.flush();
        Patience watch = patience;
        if (watch != null) {
            watch.active();
            watch.readComplete(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        outbound().write();
        flush(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection of {} broke: {}", name(), cause.toString());
        } else {
            LOG.error("connection of {} closed", name(), cause);
        }
        ctx.close();
    }

    @Override
    ByteBuf allocate(ChannelHandlerContext ctx, int capacity, int maxCapacity) {
        return ctx.alloc().heapBuffer(capacity, maxCapacity);
    }

    @Override
    boolean mayTake() {
        return !waitsForRoom() && exchanges.size() < limits.maxInFlight() && pendingBytes <= limits.maxPendingBytes();
    }

    @Override
    boolean mayBegin(ChannelHandlerContext ctx, int sizeBytes) {
        if (arriving == null && !room.isUnbounded()) {
            // Posted: whoever made room may be in the midst of another connection's frames.
            arriving = room.claim(sizeBytes, () -> loop.execute(() -> resume(ctx)));
            readOrWait(ctx);
        }
        return !waitsForRoom();
    }

    private boolean waitsForRoom() {
        return arriving != null && arriving.waits();
    }

    @Override
    void onBadFrame(ChannelHandlerContext ctx, BadRequest why) {
        LOG.warn("closed the connection of {} to {}: {}", name(), listener, why.getMessage());
        ctx.close();
    }

    @Override
    void onFrame(ChannelHandlerContext ctx, ByteBuf whole) throws BadRequest {
        RequestRoom.Claim claim = arriving;
        arriving = null;
        Codec.Decoded decoded;
        Request request;
        try {
            decoded = Codec.decodeRequest(whole.nioBuffer());
            request = decoded.request();
            if (!decoded.versionUnsupported() && !handler.accepts(request.api(), request.version())) {
                throw new BadRequest(request.api() + " of version " + request.version() + " is not served");
            }
        } catch (BadRequest e) {
            whole.release();
            if (claim != null) {
                claim.end();
            }
            throw e;
        }
        Exchange exchange = new Exchange(request, decoded.correlationId(), whole, claim);
        exchanges.add(exchange);
        pendingBytes += exchange.size;
        if (decoded.versionUnsupported()) {
            answer(ctx, exchange, unsupportedVersion());
        } else {
            handOver(ctx, request, exchange);
        }
        if (!LIES_IN_FRAME.contains(exchange.api)) {
            // A fetch or a member of a group may wait for long, and for what others have yet to send.
            exchange.letFrameGo();
        }
        readOrWait(ctx);
    }

    private void handOver(ChannelHandlerContext ctx, Request request, Exchange exchange) {
        Peer from = Objects.requireNonNull(peer, "a frame before the connection");
        try {
            handler.handle(request, from, loop, response -> loop.run(() -> answer(ctx, exchange, response)));
        } catch (RuntimeException e) {
            // Whoever calls us from another task of the loop does not know the connection; here it is known.
            exchange.makeRoom();
            exceptionCaught(ctx, e);
        }
    }

    private void answer(ChannelHandlerContext ctx, Exchange exchange, @Nullable Response response) {
        Check.that(!exchange.answered, "%s is answered twice", exchange.api);
        exchange.answered = true;
        exchange.answer = response;
        exchange.letFrameGo();
        if (closed) {
            if (response != null) {
                response.close();
            }
            return;
        }
        pendingBytes -= exchange.size;
        sendInOrder(ctx);
        resume(ctx);
    }

    private void sendInOrder(ChannelHandlerContext ctx) {
        for (Exchange head = exchanges.peek(); head != null && head.answered; head = exchanges.peek()) {
            exchanges.remove();
            Response response = head.answer;
            if (response == null) {
                continue;
            }
            if (head.wantsNone) {
                // Who does not read answers learns of a failure only so, and asks again where it should write.
                LOG.debug("closed the connection of {}: what it sent with acks=0 failed", name());
                response.close();
                ctx.close();
                return;
            }
            Frame frame;
            try {
                frame = Codec.encodeResponse(head.api, head.version, head.correlationId, response.body());
            } catch (RuntimeException e) {
                // Without this answer all later ones would be taken for it.
                LOG.error("the answer to {} of {} cannot be written", head.api, name(), e);
                response.close();
                ctx.close();
                return;
            }
            pendingBytes += frame.sizeInBytes();
            outbound().add(frame, response::close);
        }
        outbound().write();
        flush(ctx);
    }

    private void flush(ChannelHandlerContext ctx) {
        // What is answered while reading leaves with one system call, when all that arrived is handed over.
        if (!reading) {
            ctx.flush();
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        if (!closed && mayTake()) {
            pump(ctx);
            readOrWait(ctx);
        }
    }

    private void readOrWait(ChannelHandlerContext ctx) {
        boolean read = mayTake();
        if (read != autoRead) {
            autoRead = read;
            ctx.channel().config().setAutoRead(read);
        }
    }

    private Outbound outbound() {
        return Objects.requireNonNull(out, "used before the connection");
    }

    private String name() {
        return peer == null ? "a client" : peer.host() + ":" + peer.port();
    }

    private static Response unsupportedVersion() {
        ApiVersionsResponseData body = new ApiVersionsResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code());
        body.apiKeys()
                .add(new ApiVersionsResponseData.ApiVersion()
                        .setApiKey(ApiKeys.API_VERSIONS.id)
                        .setMinVersion(ApiKeys.API_VERSIONS.oldestVersion())
                        .setMaxVersion(ApiKeys.API_VERSIONS.latestVersion(false)));
        return new Response(ApiKeys.API_VERSIONS, (short) 0, body, null);
    }

    /** What the connection's patience looks at. */
    private final class Watch implements Patience.Watched {
        private final ChannelHandlerContext ctx;

        private Watch(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public boolean busy() {
            for (Exchange each : exchanges) {
                if (!each.answered) {
                    return true;
                }
            }
            return waitsForRoom();
        }

        @Override
        public boolean paused() {
            return !autoRead;
        }

        @Override
        public long partial() {
            return partialFrame();
        }

        @Override
        public int partialBytes() {
            return partialFrameBytes();
        }

        @Override
        public void giveUp(String why) {
            LOG.debug("closed the connection of {}: {}", name(), why);
            ctx.close();
        }
    }

    /** A request and the place of its answer. */
    private static final class Exchange {
        private final ApiKeys api;
        private final short version;
        private final int correlationId;
        private final int size;
        private final boolean wantsNone;
        private boolean answered;
        private @Nullable Response answer;
        private @Nullable ByteBuf frame;
        private final RequestRoom.@Nullable Claim claim;

        private Exchange(Request request, int correlationId, ByteBuf frame, RequestRoom.@Nullable Claim claim) {
            this.api = request.api();
            this.version = request.version();
            this.wantsNone = RequestHandler.wantsNone(request);
            this.correlationId = correlationId;
            this.frame = frame;
            this.size = frame.readableBytes();
            this.claim = claim;
        }

        private void letFrameGo() {
            if (frame == null) {
                return;
            }
            frame.release();
            frame = null;
            makeRoom();
        }

        private void makeRoom() {
            if (claim != null) {
                claim.end();
            }
        }
    }
}
