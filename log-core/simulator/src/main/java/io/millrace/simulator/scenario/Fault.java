package io.millrace.simulator.scenario;

/** The kinds of faults; each run draws its own few of them. */
public enum Fault {
    /** The machine loses its power between two tasks. */
    POWER_CUT,
    /** The machine loses its power in the midst of the disk's work, recovery included. */
    POWER_CUT_WHILE_WRITING,
    /** The process is killed; the page cache stays. */
    KILL,
    /** The node is stopped as it should be. */
    CLEAN_RESTART,
    /** A connection breaks; what was on its way arrives in part. */
    CUT_CONNECTION,
    /** A connection goes silent: no end that anybody is told of. */
    SILENT_CONNECTION,
    /** Messages take long for a while. */
    SLOW_NETWORK,
    /** The disk stands still for a while. */
    SLOW_DISK,
    /** A loop of the node stands still for a while. */
    STALLED_LOOP,
    /** A sync fails and drops what it should have written; the machine is then restarted. */
    SYNC_FAILS,
    /** The disk is full for a while. */
    DISK_FULL,
    /** A member of the group leaves, or ends without a word, and another one comes. */
    MEMBER_CHANGE,
    /** The wall clock steps by minutes. */
    WALL_CLOCK
}
