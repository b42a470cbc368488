package io.millrace.streams.operator;

import io.millrace.streams.store.Cells;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.KeyIndex;
import io.millrace.streams.store.KeyValueTable;

/** Folds each key's records into a value: aggregate, reduce and count. */
final class AggregateStep extends Step {
    private final TaskContext context;
    private final KeyValueTable table;
    private final Codec keys;
    private final String topic;
    private final Fold fold;
    private final Step next;

    AggregateStep(
            String node, TaskContext context, KeyValueTable table, Codec keys, String topic, Fold fold, Step next) {
        super(node);
        this.context = context;
        this.table = table;
        this.keys = keys;
        this.topic = topic;
        this.fold = fold;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        if (current.keyIsNull() || current.valueIsNull()) {
            context.counters.dropped++;
            return;
        }
        try {
            fold(current);
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        if (!table.buffered()) {
            next.push(current);
        }
    }

    private void fold(Current current) {
        if (!current.writeKey(keys, topic, true)) {
            throw new NullPointerException("the key serializer of store " + table.name() + " returned null");
        }
        Cells cells = table.cells();
        int hash = KeyIndex.hash(current.keyArray(), current.keyPosition(), current.keySize());
        int cell = cells.find(current.keyArray(), current.keyPosition(), current.keySize(), hash);
        fold.fold(table, cells, cell, hash, current);
    }
}
