package io.millrace.coordinator.consumer;

import io.millrace.wire.message.GroupRecords.GroupRecord;

/** The decision under way: its time, and the records that it comes to. <i>Loop-owned.</i> */
public interface Effects {
    /** Monotonic, for time-outs. */
    long nowMs();

    /** Since the epoch, for what is stored. */
    long wallMs();

    /** One more record of the decision. */
    void write(GroupRecord record);
}
