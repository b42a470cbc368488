package io.millrace.storage.log;

import io.millrace.storage.journal.EntryKind;
import org.jspecify.annotations.Nullable;

/** Something for the journal, on its way from an owner loop to the disk loop. Handed over whole. */
abstract class Item {
    final StoredLog log;

    /** Links the inbox; no queue node is allocated for an append. */
    @Nullable
    Item next;

    Item(StoredLog log) {
        this.log = log;
    }

    /** Something about a log that is told by one offset. */
    static final class Note extends Item {
        final EntryKind kind;
        final long offset;
        /** Runs on the disk loop when it is durable. */
        final Runnable durable;

        Note(StoredLog log, EntryKind kind, long offset, Runnable durable) {
            super(log);
            this.kind = kind;
            this.offset = offset;
            this.durable = durable;
        }
    }

    /** A log was created or deleted. */
    static final class Change extends Item {
        final EntryKind kind;

        Change(StoredLog log, EntryKind kind) {
            super(log);
            this.kind = kind;
        }
    }
}
