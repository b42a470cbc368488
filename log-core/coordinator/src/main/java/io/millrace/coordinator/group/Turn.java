package io.millrace.coordinator.group;

import io.millrace.wire.message.GroupRecords.GroupRecord;
import java.util.ArrayList;
import java.util.List;

/** One decision under way: when it is made, and the records that it has come to so far. <i>Loop-owned.</i> */
final class Turn {
    private final long nowMs;
    private final long wallMs;
    private final List<GroupRecord> records = new ArrayList<>(1);

    Turn(long nowMs, long wallMs) {
        this.nowMs = nowMs;
        this.wallMs = wallMs;
    }

    /** Monotonic, for time-outs. */
    long nowMs() {
        return nowMs;
    }

    /** Since the epoch, for what is stored. */
    long wallMs() {
        return wallMs;
    }

    void write(GroupRecord record) {
        records.add(record);
    }

    List<GroupRecord> records() {
        return records;
    }
}
