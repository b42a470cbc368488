package io.millrace.broker.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What waits until the journal takes more: clients' batches, for as long as they said, and tasks of the node's own. The
 * bytes that wait count against their connections' limits. <i>Loop-owned.</i>
 */
final class HeldBack {
    private ArrayDeque<Held> queue = new ArrayDeque<>();
    private boolean draining;

    /**
     * One of them.
     *
     * @param client who is told when it is not appended, null for the node's own
     */
    private record Held(Runnable task, @Nullable AppendCallback client, long deadlineMs) {}

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether nobody has to be let go before whoever asks. */
    boolean letsPass() {
        return queue.isEmpty() || draining;
    }

    void own(Runnable task) {
        queue.add(new Held(task, null, Long.MAX_VALUE));
    }

    void client(Runnable append, AppendCallback callback, long deadlineMs) {
        queue.add(new Held(append, callback, deadlineMs));
    }

    /** In their order, for as long as they may. */
    void drain(BooleanSupplier may) {
        if (draining) {
            return;
        }
        draining = true;
        for (Held head = queue.peek(); head != null && may.getAsBoolean(); head = queue.peek()) {
            queue.poll();
            head.task.run();
        }
        draining = false;
    }

    /** Tells all clients; the node's own tasks wait on. */
    void refuseClients(Errors error, String why) {
        refuse(Long.MAX_VALUE, error, why);
    }

    /** Tells the clients who said that they would not wait any longer. */
    void expire(long nowMs) {
        refuse(nowMs, Errors.REQUEST_TIMED_OUT, "the log could not take the batch in time");
    }

    private void refuse(long nowMs, Errors error, String why) {
        List<AppendCallback> refused = new ArrayList<>();
        ArrayDeque<Held> left = new ArrayDeque<>();
        for (Held each : queue) {
            if (each.client != null && each.deadlineMs <= nowMs) {
                refused.add(each.client);
            } else {
                left.add(each);
            }
        }
        // Replaced before anybody is told: who is told may send the next batch at once.
        queue = left;
        refused.forEach(client -> client.done(error, why, -1, -1));
    }
}
