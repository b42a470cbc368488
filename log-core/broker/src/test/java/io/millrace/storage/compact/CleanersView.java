package io.millrace.storage.compact;

import java.nio.ByteBuffer;

/** What the cleaner makes of a log's transactions, for who makes something of them too. */
public final class CleanersView {
    private final Transactions transactions = new Transactions(0);

    /** The next batch of the log. */
    public void note(ByteBuffer batch) {
        transactions.note(batch, 0);
    }

    /** Whether the cleaner may drop the batch, since its transaction was aborted. */
    public boolean isAborted(ByteBuffer batch) {
        return transactions.isAborted(batch, 0);
    }
}
