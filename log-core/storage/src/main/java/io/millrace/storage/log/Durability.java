package io.millrace.storage.log;

/** What stands behind an acknowledgement. */
public enum Durability {
    /** The batch is on disk: its journal group was synced. */
    SYNC,
    /** The batch is in the page cache: it survives the process, not the machine. */
    OS
}
