package io.millrace.storage.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/** Where one log begins, and who waits until it begins later. It never goes back. <i>Loop-owned</i> by the log's owner. */
final class LogStart {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long offset;
    private long wanted;
    private LongConsumer onMoved = start -> {};

    private record Waiting(long offset, StartCallback callback) {}

    LogStart(long offset) {
        this.offset = offset;
        this.wanted = offset;
    }

    long offset() {
        return offset;
    }

    void onMoved(LongConsumer moved) {
        onMoved = moved;
    }

    /** Calls back once the log begins there, durably; whether that has to be asked for. */
    boolean want(long before, StartCallback callback) {
        if (before <= offset) {
            callback.done(offset, null);
            return false;
        }
        waiting.add(new Waiting(before, callback));
        boolean further = before > wanted;
        wanted = Math.max(wanted, before);
        return further;
    }

    /** The journal has it. */
    void durable(long start) {
        if (start <= offset) {
            return;
        }
        offset = start;
        wanted = Math.max(wanted, start);
        onMoved.accept(start);
        // A later deletion may reach less far than an earlier one, so the whole queue is looked at.
        for (int left = waiting.size(); left > 0; left--) {
            Waiting head = waiting.remove();
            if (head.offset <= offset) {
                head.callback.done(offset, null);
            } else {
                waiting.add(head);
            }
        }
    }

    /** No answer will come any more. */
    void fail(IOException why) {
        for (Waiting head = waiting.poll(); head != null; head = waiting.poll()) {
            head.callback.done(-1, why);
        }
        wanted = offset;
    }
}
