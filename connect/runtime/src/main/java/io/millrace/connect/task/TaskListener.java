package io.millrace.connect.task;

/** Hears of one task's life, on the task's threads; returns at once and does not throw. */
public interface TaskListener {
    /** It runs: {@code start} returned. */
    void started();

    /** It rests. */
    void paused();

    /** It works again. */
    void resumed();

    /**
     * It ended by itself. The last word.
     *
     * @param why as thrown; its text may hold secrets
     * @param oneLine stage, place and message in one line, without secrets
     * @param trace the whole, without secrets
     */
    void failed(Throwable why, String oneLine, String trace);

    /** It ended because it was told to. The last word. */
    void stopped();

    /** The first record went to, or came from, this topic. */
    void touched(String topic);

    /** A record was left out because errors are tolerated; one line, without secrets. */
    default void skipped(String oneLine) {}
}
