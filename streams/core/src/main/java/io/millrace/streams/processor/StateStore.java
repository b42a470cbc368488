package io.millrace.streams.processor;

/** A named piece of a task's state. */
public interface StateStore {
    /** The store's name. */
    String name();

    /** Whether it lives on beyond the process without its changelog. */
    boolean persistent();

    /** Whether it can be read. */
    boolean isOpen();
}
