package io.millrace.broker.partition;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps a producer's batches in their order while one of them waits for the coordinator's word. What waits is bounded by
 * the requests in flight. <i>Loop-owned.</i>
 */
final class InTurn {
    private final Map<Long, ArrayDeque<Consumer<Runnable>>> waiting = new HashMap<>();

    /** Whether one of the producer's is not done. */
    boolean isBusy(long producerId) {
        return waiting.containsKey(producerId);
    }

    /** Runs the task when none of the producer's before it is left; it runs what it is handed when it is done. */
    void run(long producerId, Consumer<Runnable> task) {
        ArrayDeque<Consumer<Runnable>> queue = waiting.get(producerId);
        if (queue != null) {
            queue.add(task);
            return;
        }
        waiting.put(producerId, new ArrayDeque<>());
        task.accept(() -> next(producerId));
    }

    private void next(long producerId) {
        ArrayDeque<Consumer<Runnable>> queue = waiting.get(producerId);
        Consumer<Runnable> next = queue == null ? null : queue.poll();
        if (next == null) {
            waiting.remove(producerId);
        } else {
            next.accept(() -> next(producerId));
        }
    }
}
