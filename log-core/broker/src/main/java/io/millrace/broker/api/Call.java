package io.millrace.broker.api;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.net.Peer;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** One request on its way through the node, and where its answer goes. Answered once, on <i>any thread</i>. */
public final class Call {
    private final Request request;
    private final Peer peer;
    private final Loop loop;
    private final Consumer<@Nullable Response> answer;

    /** From that peer, whose connection lives on that loop. */
    public Call(Request request, Peer peer, Loop loop, Consumer<@Nullable Response> answer) {
        this.request = request;
        this.peer = peer;
        this.loop = loop;
        this.answer = answer;
    }

    /** The version asked in. */
    public short version() {
        return request.version();
    }

    /** As the client calls itself. */
    public String clientId() {
        return request.clientId();
    }

    /** The address of the client, as Kafka shows it. */
    public String clientHost() {
        return "/" + peer.host();
    }

    /** The listener that the request came in by, which is the address that this client can reach. */
    public Endpoint listener() {
        return peer.listener();
    }

    /** Where the connection lives. */
    public Loop loop() {
        return loop;
    }

    /** What is asked. */
    public <T extends ApiMessage> T body(Class<T> type) {
        Check.that(type.isInstance(request.body()), "%s came with a body of another kind", request.api());
        return type.cast(request.body());
    }

    /** Answers. */
    public void answer(ApiMessage body) {
        answer.accept(new Response(request.api(), request.version(), body, null));
    }

    /** Answers; {@code onClose} runs when the receiver has let go of the records in it. */
    public void answer(ApiMessage body, Runnable onClose) {
        answer.accept(new Response(request.api(), request.version(), body, onClose));
    }

    /** Is done; the protocol wants no answer. */
    public void answerNothing() {
        answer.accept(null);
    }
}
