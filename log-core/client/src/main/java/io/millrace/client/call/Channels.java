package io.millrace.client.call;

import io.millrace.base.Endpoint;
import java.util.HashMap;
import java.util.Map;

/**
 * One user's channels, a node each. Users do not share them: a fetch that waits must not hold up a heartbeat behind it on
 * the same connection. <i>Loop-owned.</i>
 */
public final class Channels implements AutoCloseable {
    private final CallContext context;
    private final Map<Endpoint, Channel> byEndpoint = new HashMap<>();

    /** Without a connection yet. */
    public Channels(CallContext context) {
        this.context = context;
    }

    /** The channel to that node; connects when it is first used. */
    public Channel to(Endpoint endpoint) {
        return byEndpoint.computeIfAbsent(endpoint, e -> new Channel(context, e));
    }

    /** Closes every channel; calls that wait fail. */
    @Override
    public void close() {
        byEndpoint.values().forEach(Channel::close);
    }
}
