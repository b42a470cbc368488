package io.millrace.streams.operator;

import io.millrace.streams.KeyValue;
import io.millrace.streams.kstream.KeyValueMapper;
import java.util.Objects;

/** Makes a record of another key and value of each. */
final class MapStep extends Step {
    private final TaskContext context;
    private final KeyValueMapper<Object, Object, Object> mapper;
    private final Step next;

    MapStep(String node, TaskContext context, KeyValueMapper<Object, Object, Object> mapper, Step next) {
        super(node);
        this.context = context;
        this.mapper = mapper;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        try {
            KeyValue<?, ?> mapped = (KeyValue<?, ?>) mapper.apply(current.key(), current.value());
            Objects.requireNonNull(mapped, "The mapper of map() returned null, which is not allowed.");
            current.key(mapped.key);
            current.value(mapped.value);
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }
}
