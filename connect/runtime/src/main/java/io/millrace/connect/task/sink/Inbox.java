package io.millrace.connect.task.sink;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a sink task's thread. <i>Any thread;</i> its lock is its own. Records in it are bounded by the fetcher's
 * memory, the rest by the number of rebalances.
 */
final class Inbox {
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private boolean woken;
    private boolean waiting;

    synchronized void put(Event event) {
        events.add(event);
        if (waiting) {
            notifyAll();
        }
    }

    synchronized void put(List<? extends Event> all) {
        events.addAll(all);
        if (waiting) {
            notifyAll();
        }
    }

    synchronized @Nullable Event poll() {
        return events.poll();
    }

    /** Waits until there is something or {@link #wake} was called, so long at most. */
    synchronized void await(long ms) throws InterruptedException {
        long until = System.nanoTime() + ms * 1_000_000L;
        waiting = true;
        while (events.isEmpty() && !woken) {
            long left = (until - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        waiting = false;
        woken = false;
    }

    /** Ends a wait. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }
}
