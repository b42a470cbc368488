package io.millrace.streams.topology;

import io.millrace.base.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One step of a topology: its name, what it does, the stores it uses, and its neighbours. *Immutable* once built. */
public final class Node {
    private final String name;
    private final Spec spec;
    private final List<String> stores;
    private final List<Node> parents;
    private final List<Node> children = new ArrayList<>();

    /** A node below its parents: it becomes the last child of each. */
    public Node(String name, Spec spec, List<String> stores, List<Node> parents) {
        Check.that((spec instanceof Spec.Source) == parents.isEmpty(), "%s has %d parents", name, parents.size());
        this.name = name;
        this.spec = spec;
        this.stores = List.copyOf(stores);
        this.parents = List.copyOf(parents);
        for (Node parent : parents) {
            Check.that(!(parent.spec instanceof Spec.Sink), "%s lies below the sink %s", name, parent.name);
            parent.children.add(this);
        }
    }

    /** What kind of node it is. */
    public enum Kind {
        /** Reads topics. */
        SOURCE,
        /** Works on records. */
        OPERATOR,
        /** Writes to a topic. */
        SINK
    }

    /** The node's name, unique in its topology. */
    public String name() {
        return name;
    }

    /** What it does. */
    public Spec spec() {
        return spec;
    }

    /** What kind it is. */
    public Kind kind() {
        if (spec instanceof Spec.Source) {
            return Kind.SOURCE;
        }
        return spec instanceof Spec.Sink ? Kind.SINK : Kind.OPERATOR;
    }

    /** The names of the task's stores that it reads or writes; global stores are not among them. */
    public List<String> stores() {
        return stores;
    }

    /** The nodes it gets records from. */
    public List<Node> parents() {
        return parents;
    }

    /** The nodes it passes records to, in this order. */
    public List<Node> children() {
        return Collections.unmodifiableList(children);
    }

    @Override
    public String toString() {
        return name;
    }
}
