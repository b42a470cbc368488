package io.millrace.connect.storage;

/** What a connector is meant to do, whatever it does now. */
public enum TargetState {
    /** Work. */
    STARTED,
    /** Rest, and keep its tasks. */
    PAUSED,
    /** Rest, without tasks. */
    STOPPED
}
