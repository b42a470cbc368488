package io.millrace.coordinator.replay;

import java.util.List;

/** The log under a coordinator. <i>Loop-owned.</i> */
public interface CommitLog<R> {
    /**
     * Appends the records as one batch and returns the offset after the last one. It does not fail: when the log cannot
     * take or keep them, its owner lets the coordinator resign. It may tell of a commit before it returns.
     */
    long append(List<R> records);
}
