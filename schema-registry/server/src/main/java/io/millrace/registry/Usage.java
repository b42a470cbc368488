package io.millrace.registry;

import io.millrace.registry.journal.State.ContextId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who is still asked for: when each id was last read and registered here, since this registry was started. Serdes ask once
 * and remember, so a read is the start of a program rather than a record. <i>Any thread.</i>
 */
public final class Usage {
    private final long sinceMs = System.currentTimeMillis();
    private final Map<ContextId, Of> byId = new ConcurrentHashMap<>();

    /** Since when it counts, in ms since 1970. */
    public long sinceMs() {
        return sinceMs;
    }

    /** Of one id; made when it is asked for. */
    public Of of(String context, int id) {
        return byId.computeIfAbsent(new ContextId(context, id), any -> new Of());
    }

    /** Of one id. <i>Any thread.</i> */
    public static final class Of {
        private final LongAdder reads = new LongAdder();
        private volatile long lastReadMs;
        private volatile long lastRegisteredMs;

        /** Somebody reads it now. */
        public void read() {
            reads.increment();
            lastReadMs = System.currentTimeMillis();
        }

        /** Somebody registers it now, for the first time or again. */
        public void registered() {
            lastRegisteredMs = System.currentTimeMillis();
        }

        /** How often it was read. */
        public long reads() {
            return reads.sum();
        }

        /** When it was last read, in ms since 1970; 0 for not since the start. */
        public long lastReadMs() {
            return lastReadMs;
        }

        /** When it was last registered, in ms since 1970; 0 for not since the start. */
        public long lastRegisteredMs() {
            return lastRegisteredMs;
        }
    }
}
