package io.millrace.net;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node. Its state belongs to the event loop of its socket; the callbacks run on the loop it was
 * opened for, which may be another. Over TLS it counts as connected when the handshake is done: no request leaves before.
 *
 * <pre>CONNECTING --connected--> OPEN;  CONNECTING or OPEN --refused, cut, garbage, close()--> CLOSED</pre>
 */
final class ClientConnection implements Transport.Connection<Request, Response> {
    private static final int MAX_RESPONSE_BYTES = 1 << 30;

    private final Endpoint endpoint;
    private final EventLoop eventLoop;
    private final Loop loop;
    private final Runnable onClose;
    private final Consumer<ClientConnection> onGone;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final ArrayDeque<Pending> inFlight = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Outbound out;
    private int nextCorrelationId;
    private boolean flushing;
    private boolean answeredOnce;
    private @Nullable Exception closed;

    ClientConnection(
            Endpoint endpoint, EventLoop eventLoop, Loop loop, Runnable onClose, Consumer<ClientConnection> onGone) {
        this.endpoint = endpoint;
        this.eventLoop = eventLoop;
        this.loop = loop;
        this.onClose = onClose;
        this.onGone = onGone;
    }

    ChannelHandler handler() {
        return new Handler(false);
    }

    /** What speaks TLS with that engine. */
    ChannelHandler handler(SSLEngine engine) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel made) {
                // Chains of certificates are checked elsewhere: that may ask the network, which no loop waits for.
                made.pipeline().addLast(new SslHandler(engine, false, ForkJoinPool.commonPool()), new Handler(true));
            }
        };
    }

    @Override
    public void send(Request request, Transport.Callback<Response> callback) {
        Pending pending = new Pending(request, callback);
        if (eventLoop.inEventLoop()) {
            accept(pending);
        } else {
            eventLoop.execute(() -> accept(pending));
        }
    }

    @Override
    public void close() {
        if (eventLoop.isShuttingDown()) {
            // The loops close their channels themselves; there may be nobody left to take the task.
            return;
        }
        eventLoop.execute(() -> end("closed by this side", null));
    }

    /** The connection could not be made. */
    void failed(Throwable cause) {
        eventLoop.execute(() -> end(String.valueOf(cause.getMessage()), cause));
    }

    private void accept(Pending pending) {
        if (closed != null) {
            pending.fail(closed);
        } else if (out == null) {
            waiting.add(pending);
        } else {
            write(pending, out);
        }
    }

    private void write(Pending pending, Outbound to) {
        Request request = pending.request;
        int correlationId = nextCorrelationId;
        Frame frame;
        try {
            frame = Codec.encodeRequest(request, correlationId);
        } catch (RuntimeException e) {
            // The request cannot be said in its version: the sender's mistake, and no byte has left.
            pending.fail(e);
            return;
        }
        nextCorrelationId++;
        if (isUnanswered(request.body())) {
            to.add(frame, pending::answeredByNobody);
        } else {
            pending.correlationId = correlationId;
            inFlight.add(pending);
            to.add(frame, null);
        }
        if (!flushing) {
            // Once for all that is sent in this turn of the loop.
            flushing = true;
            eventLoop.execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (closed == null && out != null && channel != null) {
            out.write();
            channel.flush();
        }
    }

    private void opened(Channel connected) {
        if (closed != null) {
            connected.close();
            return;
        }
        channel = connected;
        Outbound to = new Outbound(connected, size -> {});
        out = to;
        for (Pending each = waiting.poll(); each != null; each = waiting.poll()) {
            write(each, to);
        }
    }

    private void answered(ByteBuf frame) throws BadRequest {
        Pending pending = inFlight.peek();
        if (pending == null) {
            throw new BadRequest("an answer to no question");
        }
        Request request = pending.request;
        ApiMessage body =
                Codec.decodeResponse(request.api(), request.version(), pending.correlationId, frame.nioBuffer());
        inFlight.remove();
        answeredOnce = true;
        pending.done(new Response(request.api(), request.version(), body, null));
    }

    private void end(String reason, @Nullable Throwable cause) {
        if (closed != null) {
            return;
        }
        Exception failure = failure(reason, cause);
        closed = failure;
        if (channel != null) {
            channel.close();
        }
        inFlight.forEach(each -> each.fail(failure));
        inFlight.clear();
        if (out != null) {
            out.clear();
        }
        waiting.forEach(each -> each.fail(failure));
        waiting.clear();
        onGone.accept(this);
        loop.execute(onClose);
    }

    private Exception failure(String reason, @Nullable Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        // In TLS 1.3 a node may refuse our certificate after the handshake is done for us.
        if (inner instanceof SSLException && !(inner instanceof SslHandshakeTimeoutException) && !answeredOnce) {
            return new SslAuthenticationException(endpoint + ": SSL handshake failed: " + inner.getMessage(), inner);
        }
        return new Transport.Disconnected(endpoint + ": " + reason, cause);
    }

    private static boolean isUnanswered(ApiMessage body) {
        return body instanceof ProduceRequestData && ((ProduceRequestData) body).acks() == 0;
    }

    private final class Pending {
        private final Request request;
        private final Transport.Callback<Response> callback;
        private int correlationId;

        private Pending(Request request, Transport.Callback<Response> callback) {
            this.request = request;
            this.callback = callback;
        }

        private void done(Response response) {
            // Never inside the socket's own event: a callback that throws is its loop's matter, not the connection's.
            loop.execute(() -> callback.done(response, null));
        }

        /** Produced without acknowledgement: all there is to know is whether the bytes left. */
        private void answeredByNobody() {
            if (closed != null) {
                fail(closed);
                return;
            }
            Response response = new Response(request.api(), request.version(), new ProduceResponseData(), null);
            loop.execute(() -> callback.done(response, null));
        }

        private void fail(Throwable failure) {
            loop.execute(() -> callback.done(null, failure));
        }
    }

    private final class Handler extends FrameHandler {
        private final boolean tls;

        private Handler(boolean tls) {
            super(MAX_RESPONSE_BYTES);
            this.tls = tls;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!tls) {
                opened(ctx.channel());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
                return;
            }
            Throwable cause = handshake.cause();
            if (cause == null) {
                opened(ctx.channel());
                return;
            }
            boolean left = cause instanceof ClosedChannelException;
            end(left ? "closed by the other side" : String.valueOf(cause.getMessage()), cause);
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            super.channelInactive(ctx);
            end("closed by the other side", null);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end(String.valueOf(cause.getMessage()), cause);
            ctx.close();
        }

        @Override
        ByteBuf allocate(ChannelHandlerContext ctx, int capacity, int maxCapacity) {
            // The garbage collector's: slices of it live as long as somebody holds them.
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(capacity, maxCapacity);
        }

        @Override
        void onFrame(ChannelHandlerContext ctx, ByteBuf whole) throws BadRequest {
            Check.that(whole.hasArray(), "responses lie on the heap");
            answered(whole);
        }

        @Override
        boolean mayTake() {
            return closed == null;
        }

        @Override
        void onBadFrame(ChannelHandlerContext ctx, BadRequest why) {
            end(String.valueOf(why.getMessage()), why);
        }
    }
}
