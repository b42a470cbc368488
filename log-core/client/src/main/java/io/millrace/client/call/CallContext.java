package io.millrace.client.call;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.client.config.ClientConfig;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;

/**
 * What calls are made with. <i>Immutable.</i>
 *
 * @param config addresses and patience
 * @param loop owns all state and runs all callbacks
 * @param transport to every node
 * @param rng for jitter and choice
 */
public record CallContext(ClientConfig config, Loop loop, Transport<Request, Response> transport, Rng rng) {
    /** Monotonic nanoseconds. */
    public long nanos() {
        return loop.clock().nanos();
    }

    /** Runs the end of a call later, as no callback runs inside the call that takes it. */
    public void fail(Answer<?> answer, Throwable failure) {
        loop.execute(() -> answer.done(null, failure));
    }
}
