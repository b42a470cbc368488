package io.millrace.simulator.network;

import io.millrace.base.Check;
import io.millrace.base.Loop;
import io.millrace.broker.Broker;
import io.millrace.net.Peer;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection as the node has it: requests are handed over as they arrive, answers leave in that order whatever the
 * order they are given in. <i>Loop-owned</i> by one of the node's loops.
 */
public final class NodeEnd implements ServerEnd {
    private static final Peer PEER = new Peer("client", 40_000, Network.NODE);

    private final Broker broker;
    private final Loop loop;
    private final Line line;
    private final Tap tap;
    private final ArrayDeque<Exchange> exchanges = new ArrayDeque<>();
    private boolean closed;

    /** Of that connection, living on that loop. */
    public NodeEnd(Broker broker, Loop loop, Line line, Tap tap) {
        this.broker = broker;
        this.loop = loop;
        this.line = line;
        this.tap = tap;
    }

    /** Listens in at the node's door, and may put another request in the place of the one that came. */
    public interface Tap {
        /** A request is handed over; what is returned is carried out in its place, and told of its answer. */
        Heard arrived(Request request);
    }

    /**
     * A request, and who wants its answer.
     *
     * @param request to be carried out
     * @param answered told of the answer before it leaves
     */
    public record Heard(Request request, Consumer<Response> answered) {}

    @Override
    public void receive(ByteBuffer frame) {
        loop.execute(() -> handOver(frame));
    }

    @Override
    public void closed() {
        loop.execute(() -> {
            closed = true;
            exchanges.forEach(Exchange::release);
            exchanges.clear();
        });
    }

    private void handOver(ByteBuffer frame) {
        // Also when the connection is closed by now: what has arrived is carried out.
        Codec.Decoded decoded;
        try {
            decoded = Codec.decodeRequest(frame);
        } catch (BadRequest e) {
            throw new IllegalStateException(line + ": the client's request cannot be read", e);
        }
        Request request = decoded.request();
        Check.that(
                !decoded.versionUnsupported() && broker.accepts(request.api(), request.version()),
                "%s of version %d is not served",
                request.api(),
                request.version());
        Heard heard = tap.arrived(request);
        Exchange exchange = new Exchange(request, decoded.correlationId(), heard);
        exchanges.add(exchange);
        broker.handle(heard.request(), PEER, loop, response -> loop.run(() -> answered(exchange, response)));
    }

    private void answered(Exchange exchange, @Nullable Response response) {
        Check.that(exchange.answer == null, "%s is answered twice", exchange.request.api());
        if (response == null) {
            throw new IllegalStateException(line + ": no client here asks for no answer");
        }
        exchange.answer = response;
        exchange.heard.answered().accept(response);
        if (closed) {
            response.close();
            return;
        }
        for (Exchange head = exchanges.peek(); head != null && head.answer != null; head = exchanges.peek()) {
            exchanges.remove();
            line.answer(Codec.encodeResponse(
                    head.request.api(), head.request.version(), head.correlationId, head.answer.body()));
            head.release();
        }
    }

    private static final class Exchange {
        private final Request request;
        private final int correlationId;
        private final Heard heard;
        private @Nullable Response answer;

        private Exchange(Request request, int correlationId, Heard heard) {
            this.request = request;
            this.correlationId = correlationId;
            this.heard = heard;
        }

        void release() {
            if (answer != null) {
                answer.close();
            }
        }
    }
}
