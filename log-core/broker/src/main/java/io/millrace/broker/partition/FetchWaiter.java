package io.millrace.broker.partition;

/** Waits for records to become visible in a partition. Called on the partition's loop. */
@FunctionalInterface
public interface FetchWaiter {
    /** That many bytes became visible; with 0 the partition is gone, or its disk is: ask again. */
    void visible(int bytes);
}
