package io.millrace.net;

import io.millrace.base.Loop;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.function.Consumer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Carries out what connections ask for. */
public interface RequestHandler {
    /**
     * Carries out the request. Called on the connection's loop, in the order of arrival; a client may have several
     * requests on their way. The answer is given exactly once, on any thread, null when the protocol wants none; an
     * answer where it wants none is a failure that the client learns of by the end of its connection.
     * Produced records lie in memory that is taken back when the answer is given.
     */
    void handle(Request request, Peer peer, Loop connectionLoop, Consumer<@Nullable Response> answer);

    /** Whether the protocol wants no answer: Produce with acks=0. */
    static boolean wantsNone(Request request) {
        return request.body() instanceof ProduceRequestData produce && produce.acks() == 0;
    }

    /** Whether that version of the API is listed; a request that is not closes its connection. */
    default boolean accepts(ApiKeys api, short version) {
        return true;
    }
}
