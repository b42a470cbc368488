package io.millrace.streams.operator;

import io.millrace.streams.kstream.ValueMapperWithKey;
import org.jspecify.annotations.Nullable;

/** Makes a new value of each; the key stays bytes where the mapper does not read it. */
final class MapValuesStep extends Step {
    private final TaskContext context;
    private final ValueMapperWithKey<@Nullable Object, Object, Object> mapper;
    private final boolean readsKey;
    private final Step next;

    MapValuesStep(
            String node,
            TaskContext context,
            ValueMapperWithKey<Object, Object, Object> mapper,
            boolean readsKey,
            Step next) {
        super(node);
        this.context = context;
        this.mapper = mapper;
        this.readsKey = readsKey;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        try {
            current.value(mapper.apply(readsKey ? current.key() : null, current.value()));
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }
}
