package io.millrace.coordinator.group;

import io.millrace.coordinator.consumer.Effects;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import java.util.ArrayList;
import java.util.List;

/** One decision under way: when it is made, and the records that it has come to so far. <i>Loop-owned.</i> */
final class Turn implements Effects {
    private final long nowMs;
    private final long wallMs;
    private final List<GroupRecord> records = new ArrayList<>(1);

    Turn(long nowMs, long wallMs) {
        this.nowMs = nowMs;
        this.wallMs = wallMs;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public long wallMs() {
        return wallMs;
    }

    @Override
    public void write(GroupRecord record) {
        records.add(record);
    }

    List<GroupRecord> records() {
        return records;
    }
}
