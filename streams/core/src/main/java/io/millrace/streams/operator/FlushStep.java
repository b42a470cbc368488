package io.millrace.streams.operator;

import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.kstream.internals.TimeWindow;
import io.millrace.streams.store.Cells;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.Origin;
import io.millrace.streams.store.Table;
import java.util.Objects;

/** Pushes the changed cells of a buffered store: each with its newest value, in the context of its last change. */
public final class FlushStep extends Step {
    private final TaskContext context;
    private final Table table;
    private final Codec keys;
    private final Codec values;
    private final String topic;
    private final long windowSizeMs;
    private final Step next;
    private final Current current = new Current();

    /** With a window size of 0 for a key-value store. */
    FlushStep(
            String node,
            TaskContext context,
            Table table,
            Codec keys,
            Codec values,
            String topic,
            long windowSizeMs,
            Step next) {
        super(node);
        this.context = context;
        this.table = table;
        this.keys = keys;
        this.values = values;
        this.topic = topic;
        this.windowSizeMs = windowSizeMs;
        this.next = next;
    }

    /** Flushes the store. */
    public void flush() {
        table.flush(this::flushed);
    }

    private void flushed(Cells cells, int cell, Origin origin) {
        context.counters.flushed++;
        origin(origin);
        try {
            load(cells, cell);
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }

    private void origin(Origin origin) {
        current.timestamp = origin.timestamp;
        current.topic = origin.topic;
        current.partition = origin.partition;
        current.offset = origin.offset;
        byte[] headers = origin.headers;
        current.rawHeaders(
                headers == null ? HeaderBytes.NONE : headers,
                0,
                headers == null ? 0 : headers.length,
                headers == null ? 0 : origin.headerCount);
    }

    private void load(Cells cells, int cell) {
        byte[] key = cells.key(cell);
        byte[] value = cells.value(cell);
        if (key == null) {
            current.key(null);
        } else if (keys.canonical()) {
            current.keyBytes(keys, key, 0, key.length);
        } else {
            current.key(keys.read(topic, HeaderBytes.forStore(keys), key.clone()));
        }
        if (windowSizeMs > 0) {
            long start = cells.windowStart();
            current.key(
                    new Windowed<>(Objects.requireNonNull(current.key()), new TimeWindow(start, start + windowSizeMs)));
        }
        if (value == null) {
            current.value(null);
        } else {
            current.timestamp = cells.timestamp(cell);
            if (values.canonical()) {
                current.valueBytes(values, value, 0, value.length);
            } else {
                current.value(values.read(topic, HeaderBytes.forStore(values), value));
            }
        }
    }

    @Override
    public void push(Current ignored) {
        throw new IllegalStateException("a flush begins by itself");
    }
}
