package io.millrace.streams.operator;

import io.millrace.streams.kstream.ForeachAction;

/** Does something for each record, and may pass it on unchanged. */
final class ForEachStep extends Step {
    private final TaskContext context;
    private final ForeachAction<Object, Object> action;
    private final Step next;

    ForEachStep(String node, TaskContext context, ForeachAction<Object, Object> action, Step next) {
        super(node);
        this.context = context;
        this.action = action;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        try {
            action.apply(current.key(), current.value());
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        next.push(current);
    }
}
