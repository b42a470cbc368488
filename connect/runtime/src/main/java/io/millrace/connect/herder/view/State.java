package io.millrace.connect.herder.view;

/** What a connector or task does now. */
public enum State {
    /** Not started yet. */
    UNASSIGNED,
    /** At work. */
    RUNNING,
    /** At rest, and kept. */
    PAUSED,
    /** At rest, without tasks. */
    STOPPED,
    /** Ended by an error. */
    FAILED,
    /** Being started again. */
    RESTARTING
}
