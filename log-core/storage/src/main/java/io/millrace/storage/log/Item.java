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

    /** A log was created or deleted. */
    static final class Change extends Item {
        final EntryKind kind;

        Change(StoredLog log, EntryKind kind) {
            super(log);
            this.kind = kind;
        }
    }
}
