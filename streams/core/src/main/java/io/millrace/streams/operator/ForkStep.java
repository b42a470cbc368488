package io.millrace.streams.operator;

/** Pushes each record to several steps, each of which gets it as it was. */
final class ForkStep extends Step {
    private final Step[] branches;
    private final Current saved = new Current();

    ForkStep(String node, Step[] branches) {
        super(node);
        this.branches = branches;
    }

    @Override
    public void push(Current current) {
        saved.set(current);
        int last = branches.length - 1;
        for (int i = 0; i < last; i++) {
            branches[i].push(current);
            current.set(saved);
        }
        branches[last].push(current);
    }
}
