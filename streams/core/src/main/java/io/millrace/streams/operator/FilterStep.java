package io.millrace.streams.operator;

import io.millrace.streams.kstream.Predicate;

/** Passes on the records for which a predicate holds, or does not. */
final class FilterStep extends Step {
    private final TaskContext context;
    private final Predicate<Object, Object> predicate;
    private final boolean wanted;
    private final Step next;

    FilterStep(String node, TaskContext context, Predicate<Object, Object> predicate, boolean negate, Step next) {
        super(node);
        this.context = context;
        this.predicate = predicate;
        this.wanted = !negate;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        boolean passes;
        try {
            passes = predicate.test(current.key(), current.value()) == wanted;
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        if (passes) {
            next.push(current);
        }
    }
}
