package io.millrace.streams.operator;

/** Passes on the records that have a key, without a look at it. */
final class DropNullKeysStep extends Step {
    private final Step next;

    DropNullKeysStep(String node, Step next) {
        super(node);
        this.next = next;
    }

    @Override
    public void push(Current current) {
        if (!current.keyIsNull()) {
            next.push(current);
        }
    }
}
