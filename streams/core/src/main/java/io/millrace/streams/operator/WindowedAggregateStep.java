package io.millrace.streams.operator;

import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.kstream.internals.TimeWindow;
import io.millrace.streams.store.Cells;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.KeyIndex;
import io.millrace.streams.store.WindowTable;
import java.util.Objects;

/**
 * Folds each key's records into a value for each window. A window is closed once the largest timestamp that reached
 * this operator has left its end behind by the grace; a record is dropped for each closed window it falls in.
 */
final class WindowedAggregateStep extends Step {
    private final TaskContext context;
    private final WindowTable table;
    private final TimeWindows windows;
    private final Codec keys;
    private final String topic;
    private final Fold fold;
    private final Step next;
    private final Current saved = new Current();
    private long observedTime = -1;

    WindowedAggregateStep(
            String node,
            TaskContext context,
            WindowTable table,
            TimeWindows windows,
            Codec keys,
            String topic,
            Fold fold,
            Step next) {
        super(node);
        this.context = context;
        this.table = table;
        this.windows = windows;
        this.keys = keys;
        this.topic = topic;
        this.fold = fold;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        if (current.keyIsNull()) {
            context.counters.dropped++;
            return;
        }
        long time = current.timestamp;
        observedTime = Math.max(observedTime, time);
        long closed = observedTime - windows.gracePeriodMs();
        long start = Math.max(0, time - windows.sizeMs + windows.advanceMs) / windows.advanceMs * windows.advanceMs;
        if (start + windows.advanceMs > time) {
            window(current, start, closed);
            return;
        }
        saved.set(current);
        for (; start <= time; start += windows.advanceMs) {
            window(current, start, closed);
            current.set(saved);
        }
    }

    private void window(Current current, long start, long closed) {
        if (start + windows.sizeMs <= closed) {
            context.counters.dropped++;
            context.counters.late++;
            return;
        }
        try {
            fold(current, start);
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        if (!table.buffered()) {
            current.key(new Windowed<>(
                    Objects.requireNonNull(current.key()), new TimeWindow(start, start + windows.sizeMs)));
            next.push(current);
        }
    }

    private void fold(Current current, long start) {
        if (!current.writeKey(keys, topic, true)) {
            throw new NullPointerException("the key serializer of store " + table.name() + " returned null");
        }
        Cells pane = table.paneToWrite(start);
        int hash = KeyIndex.hash(current.keyArray(), current.keyPosition(), current.keySize());
        int cell = pane.find(current.keyArray(), current.keyPosition(), current.keySize(), hash);
        fold.fold(table, pane, cell, hash, current);
    }
}
