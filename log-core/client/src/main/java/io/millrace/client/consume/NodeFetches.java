package io.millrace.client.consume;

import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;

/**
 * The fetches on their way to one node: at most two, each on a connection of its own, and a partition in one of them at
 * most. The second is for partitions that became ready while the first waits for data; it waits briefly at first, longer
 * each time it comes back empty, so that idle partitions cost little and busy ones do not wait for idle ones.
 * <i>Loop-owned.</i>
 */
final class NodeFetches {
    static final int FETCHES = 2;
    private static final int SHORTEST_WAIT_MS = 10;

    final Channels[] channels = new Channels[FETCHES];
    /** Of the first fetch, which names the idle partitions again and again; the second has few and none for long. */
    final FetchSession session = new FetchSession();

    private final boolean[] busy = new boolean[FETCHES];
    private final int maxWaitMs;
    private int secondWaitMs = SHORTEST_WAIT_MS;

    NodeFetches(CallContext context, int maxWaitMs) {
        this.maxWaitMs = maxWaitMs;
        for (int i = 0; i < FETCHES; i++) {
            channels[i] = new Channels(context);
        }
    }

    /** A fetch that is free, or -1. */
    int free() {
        return !busy[0] ? 0 : !busy[1] ? 1 : -1;
    }

    /** How long a node may hold this one. */
    int waitMs(int fetch) {
        return fetch == 0 ? maxWaitMs : Math.min(maxWaitMs, secondWaitMs);
    }

    void began(int fetch) {
        busy[fetch] = true;
    }

    void ended(int fetch, boolean empty) {
        busy[fetch] = false;
        if (fetch == 1) {
            secondWaitMs = empty ? Math.min(secondWaitMs * 2, Math.max(maxWaitMs, 1)) : SHORTEST_WAIT_MS;
        }
    }

    void close() {
        for (Channels each : channels) {
            each.close();
        }
    }
}
