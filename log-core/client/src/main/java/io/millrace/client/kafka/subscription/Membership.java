package io.millrace.client.kafka.subscription;

import java.util.Set;

/** A member of a group as the user's thread steers it; what happens to it comes to the {@link Subscriber}. */
interface Membership {
    /** Wants these topics from now on: joins at first. */
    void subscribe(Set<String> topics);

    /** Wants what the coordinator finds by the expression: joins at first. */
    default void match(String expression) {
        throw new IllegalStateException("this group's coordinator finds no topics");
    }

    /** Asks for a new division. */
    void rejoin();

    /** The user has polled. */
    void polled();

    /** Ends it; with {@code leave} the group hears of it, else it waits for the session to end. Waits that long. */
    void end(boolean leave, long deadlineNanos);
}
