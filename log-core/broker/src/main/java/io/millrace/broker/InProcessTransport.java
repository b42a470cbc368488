package io.millrace.broker;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.net.Peer;
import io.millrace.net.RequestHandler;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests to the node in this JVM as they are, and responses back: no encoding, no copy. Each connection has a
 * home among the node's loops. <i>Any thread.</i>
 */
final class InProcessTransport implements Transport<Request, Response> {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessTransport.class);

    private final Endpoint address;
    private final List<Loop> loops;
    private final Broker broker;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Hop> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    InProcessTransport(Endpoint address, List<Loop> loops, Broker broker) {
        this.address = address;
        this.loops = loops;
        this.broker = broker;
    }

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
        Loop home = loops.contains(loop) ? loop : loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
        Hop hop = new Hop(home, loop, onClose);
        open.add(hop);
        if (closed || !endpoint.host().equals(address.host())) {
            String why = closed ? address + " has stopped" : endpoint + " is not " + address;
            loop.execute(() -> hop.end(new Disconnected(why)));
        }
        return hop;
    }

    @Override
    public void close() {
        closed = true;
        for (Hop hop : open) {
            hop.loop.execute(() -> hop.end(new Disconnected(address + " has stopped")));
        }
    }

    /** One connection: requests hop to its home, responses hop back and are put in order. */
    private final class Hop implements Connection<Request, Response> {
        private final Loop home;
        private final Loop loop;
        private final Runnable onClose;
        private final Peer peer = new Peer("localhost", 0, address);
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private @Nullable Disconnected ended;

        private Hop(Loop home, Loop loop, Runnable onClose) {
            this.home = home;
            this.loop = loop;
            this.onClose = onClose;
        }

        @Override
        public void send(Request request, Callback<Response> callback) {
            Disconnected over = ended;
            if (over != null) {
                loop.execute(() -> callback.done(null, over));
                return;
            }
            Waiting slot = new Waiting(callback);
            waiting.add(slot);
            if (!broker.accepts(request.api(), request.version())) {
                String what = request.api() + " version " + request.version();
                loop.execute(() -> end(new Disconnected(address + " does not carry out " + what)));
                return;
            }
            home.execute(() ->
                    broker.handle(request, peer, home, response -> loop.execute(() -> take(slot, request, response))));
        }

        @Override
        public void close() {
            end(new Disconnected("the connection to " + address + " was closed"));
        }

        private void take(Waiting slot, Request request, @Nullable Response response) {
            if (response != null && RequestHandler.wantsNone(request)) {
                response.close();
                end(new Disconnected("what was sent to " + address + " with acks=0 failed"));
                return;
            }
            // The protocol answers nothing to acks=0; here it says that the records' memory is free.
            Response answer = response != null
                    ? response
                    : new Response(ApiKeys.PRODUCE, request.version(), new ProduceResponseData(), null);
            if (ended != null) {
                answer.close();
                return;
            }
            slot.response = answer;
            for (Waiting head = waiting.peek(); head != null && head.response != null; head = waiting.peek()) {
                waiting.poll();
                head.callback.done(head.response, null);
            }
        }

        private void end(Disconnected why) {
            if (ended != null) {
                return;
            }
            ended = why;
            open.remove(this);
            for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
                if (each.response != null) {
                    each.response.close();
                }
                each.callback.done(null, why);
            }
            onClose.run();
        }
    }

    private static final class Waiting {
        private final Transport.Callback<Response> callback;
        private @Nullable Response response;

        private Waiting(Transport.Callback<Response> callback) {
            this.callback = callback;
        }
    }
}
