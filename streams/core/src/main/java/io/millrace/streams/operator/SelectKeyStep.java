package io.millrace.streams.operator;

import io.millrace.streams.kstream.KeyValueMapper;

/** Gives each record a new key. */
final class SelectKeyStep extends Step {
    private final TaskContext context;
    private final KeyValueMapper<Object, Object, Object> mapper;
    private final Step next;

    SelectKeyStep(String node, TaskContext context, KeyValueMapper<Object, Object, Object> mapper, Step next) {
        super(node);
        this.context = context;
        this.mapper = mapper;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        try {
            current.key(mapper.apply(current.key(), current.value()));
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }
}
