package io.millrace.coordinator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** A log in memory; what is appended commits when the test says so, or at once. */
public final class FakeLog<R> implements CommitLog<R> {
    private final List<R> records = new ArrayList<>();
    private LongConsumer onCommit = offset -> {};
    private boolean held;
    private int committed;

    public void onCommit(LongConsumer listener) {
        onCommit = listener;
    }

    @Override
    public long append(List<R> batch) {
        records.addAll(batch);
        if (!held) {
            commit();
        }
        return records.size();
    }

    /** Appends are no longer committed by themselves. */
    public void hold() {
        held = true;
    }

    /** Commits what is appended. */
    public void commit() {
        committed = records.size();
        onCommit.accept(committed);
    }

    /** Commits what is appended, and from now on at once. */
    public void release() {
        held = false;
        commit();
    }

    /** The disk was lost: what was not committed is gone. */
    public void loseUncommitted() {
        records.subList(committed, records.size()).clear();
    }

    public List<R> records() {
        return List.copyOf(records);
    }
}
