package io.millrace.streams.operator;

/** What a task has done, in plain numbers. Read them on the task's thread, or copy them. <i>Loop-owned.</i> */
public final class Counters {
    /** Input records pushed through the chain. */
    public long processed;
    /** Records left out: null keys, negative timestamps, late ones, and those that a handler said to leave out. */
    public long dropped;
    /** Of those left out, the ones whose window was closed. */
    public long late;
    /** Records sent to topics. */
    public long sent;
    /** Changes written to changelogs. */
    public long logged;
    /** Cells of buffered stores flushed. */
    public long flushed;
}
