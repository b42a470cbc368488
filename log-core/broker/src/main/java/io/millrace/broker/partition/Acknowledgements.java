package io.millrace.broker.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who waits until what was appended is durable, in the order of offsets. <i>Loop-owned.</i> */
final class Acknowledgements {
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

    private static final class Waiting {
        private final long baseOffset;
        private final long endOffset;
        private final int bytes;
        private final long deadlineMs;
        private @Nullable AppendCallback callback;

        private Waiting(
                long baseOffset, long endOffset, int bytes, long deadlineMs, @Nullable AppendCallback callback) {
            this.baseOffset = baseOffset;
            this.endOffset = endOffset;
            this.bytes = bytes;
            this.deadlineMs = deadlineMs;
            this.callback = callback;
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Of a batch just appended; of the node's own nobody waits. */
    void add(long baseOffset, long endOffset, int bytes, long deadlineMs, @Nullable AppendCallback callback) {
        queue.add(new Waiting(baseOffset, endOffset, bytes, deadlineMs, callback));
    }

    /** Of a batch that was appended before, behind everything that waits, so that the order stays. */
    void addDuplicate(long baseOffset, long deadlineMs, AppendCallback callback) {
        queue.add(new Waiting(baseOffset, queue.getLast().endOffset, 0, deadlineMs, callback));
    }

    /** Tells those whose batches end at or below the offset; returns how many bytes they are, -1 when nobody was told. */
    int durable(long offset, long logStartOffset) {
        int bytes = -1;
        for (Waiting head = queue.peek(); head != null && head.endOffset <= offset; head = queue.peek()) {
            queue.poll();
            bytes = Math.max(bytes, 0) + head.bytes;
            if (head.callback != null) {
                head.callback.done(Errors.NONE, null, head.baseOffset, logStartOffset);
            }
        }
        return bytes;
    }

    /** Tells who said that they would not wait any longer; what they wrote may still become durable. */
    void expire(long nowMs) {
        List<AppendCallback> overdue = new ArrayList<>();
        for (Waiting each : queue) {
            if (each.callback != null && each.deadlineMs <= nowMs) {
                overdue.add(each.callback);
                each.callback = null;
            }
        }
        overdue.forEach(client -> client.done(Errors.REQUEST_TIMED_OUT, "the batch was not on disk in time", -1, -1));
    }

    /** Nothing will become durable any more. */
    void refuseAll(Consumer<AppendCallback> refusal) {
        for (Waiting each = queue.poll(); each != null; each = queue.poll()) {
            if (each.callback != null) {
                refusal.accept(each.callback);
            }
        }
    }
}
