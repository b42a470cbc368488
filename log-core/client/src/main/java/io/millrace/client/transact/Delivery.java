package io.millrace.client.transact;

import io.millrace.client.call.Done;

/** What transactions need of the records' way to their leaders. <i>Loop-owned.</i> */
public interface Delivery {
    /** Sends all that is there; tells when every record has ended, with the first failure. */
    void flush(Done done);

    /** Fails what is not on the way, and what comes back without success; tells when nothing is on the way. */
    void abandon(RuntimeException why, Runnable whenQuiet);

    /** Takes records again, under the producer id and epoch of now. */
    void restart();

    /** Looks again for what may be sent. */
    void pump();
}
