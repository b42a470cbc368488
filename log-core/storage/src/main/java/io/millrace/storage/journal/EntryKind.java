package io.millrace.storage.journal;

/** What an entry of the journal says. Written as its ordinal: append only. */
public enum EntryKind {
    /** The payload is the whole batch. */
    BATCH,
    /** The payload is the batch's header; the whole batch was synced in its segment before. */
    REFERENCE,
    /** A log was created; the payload is its topic's name. */
    CREATION,
    /** The log was deleted; no payload. Its earlier entries mean nothing any more. */
    DELETION,
    /** The log begins at the base offset; no payload. What lies below may be gone. */
    START,
    /** The log was, or is about to be, compacted below the base offset: batches may be missing there; no payload. */
    COMPACTION
}
