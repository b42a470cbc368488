package io.millrace.streams.operator;

import io.millrace.streams.kstream.KeyValueMapper;
import io.millrace.streams.kstream.ValueJoinerWithKey;
import org.jspecify.annotations.Nullable;

/** Joins each record with a global table's value. */
final class GlobalJoinStep extends Step {
    private final TaskContext context;
    private final GlobalLookup table;
    private final KeyValueMapper<Object, Object, Object> keySelector;
    private final ValueJoinerWithKey<@Nullable Object, Object, @Nullable Object, Object> joiner;
    private final boolean left;
    private final boolean readsKey;
    private final Step next;

    GlobalJoinStep(
            String node,
            TaskContext context,
            GlobalLookup table,
            KeyValueMapper<Object, Object, Object> keySelector,
            ValueJoinerWithKey<Object, Object, Object, Object> joiner,
            boolean left,
            boolean readsKey,
            Step next) {
        super(node);
        this.context = context;
        this.table = table;
        this.keySelector = keySelector;
        this.joiner = joiner;
        this.left = left;
        this.readsKey = readsKey;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        try {
            if (!join(current)) {
                return;
            }
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }

    private boolean join(Current current) {
        Object tableKey = keySelector.apply(current.key(), current.value());
        boolean nullKeyIsFine = left && current.keyIsNull();
        if (current.valueIsNull() || tableKey == null && !nullKeyIsFine) {
            context.counters.dropped++;
            return false;
        }
        Object other = tableKey == null ? null : table.get(tableKey);
        if (other == null && !left) {
            return false;
        }
        current.value(joiner.apply(readsKey ? current.key() : null, current.value(), other));
        return true;
    }
}
