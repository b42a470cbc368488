package io.millrace.streams.operator;

/** Where a chain ends without a sink. */
final class End extends Step {
    End(String node) {
        super(node);
    }

    @Override
    public void push(Current current) {
        // Nobody listens.
    }
}
