package io.millrace.streams.operator;

import io.millrace.streams.kstream.Predicate;
import java.util.List;

/** Passes each record to the branch of the first predicate that holds, else to the default branch if there is one. */
final class BranchStep extends Step {
    private final TaskContext context;
    private final List<Predicate<Object, Object>> predicates;
    private final Step[] branches;

    /** With a branch for each predicate, and one more for the default. */
    BranchStep(String node, TaskContext context, List<Predicate<Object, Object>> predicates, Step[] branches) {
        super(node);
        this.context = context;
        this.predicates = predicates;
        this.branches = branches;
    }

    @Override
    public void push(Current current) {
        int chosen;
        try {
            chosen = choose(current);
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        if (chosen < branches.length) {
            branches[chosen].push(current);
        }
    }

    private int choose(Current current) {
        for (int i = 0; i < predicates.size(); i++) {
            if (predicates.get(i).test(current.key(), current.value())) {
                return i;
            }
        }
        return predicates.size();
    }
}
