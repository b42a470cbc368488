package io.millrace.client.call;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.secure.Login;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * What calls are made with. <i>Immutable.</i>
 *
 * @param config addresses and patience
 * @param loop owns all state and runs all callbacks
 * @param transport to every node
 * @param rng for jitter and choice
 * @param login who the client is, for nodes that ask; null where none does
 */
public record CallContext(
        ClientConfig config,
        Loop loop,
        Transport<Request, Response> transport,
        Rng rng,
        @Nullable Login login) {
    /** Without a login. */
    public CallContext(ClientConfig config, Loop loop, Transport<Request, Response> transport, Rng rng) {
        this(config, loop, transport, rng, null);
    }

    /** Monotonic nanoseconds. */
    public long nanos() {
        return loop.clock().nanos();
    }

    /** Runs the end of a call later, as no callback runs inside the call that takes it. */
    public void fail(Answer<?> answer, Throwable failure) {
        loop.execute(() -> answer.done(null, failure));
    }
}
