package io.millrace.streams.operator;

/**
 * One operator in a task's chain. A step does its own work inside a guard that asks the processing handler, and pushes
 * on outside of it, so that a failure is put down to the operator that it happened in. What a step changes in the
 * cursor stays changed: who pushes to several puts it back between them. <i>Loop-owned.</i>
 */
public abstract class Step {
    private final String node;

    Step(String node) {
        this.node = node;
    }

    /** Works on the record and pushes what comes of it. */
    public abstract void push(Current current);

    /** The node's name in the topology. */
    String node() {
        return node;
    }
}
