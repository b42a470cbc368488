package io.millrace.coordinator.group;

/**
 * The clockwork a group coordinator is given: when a delay has passed, {@link GroupCoordinator#fire} is called on the
 * loop with the key. <i>Loop-owned.</i>
 */
public interface Timers {
    /** Sets the timer of that key, in place of an earlier one of the same key. */
    void schedule(TimerKey key, long delayMs);

    /** Forgets the timer of that key, if there is one. A timer that fires nevertheless does no harm. */
    void cancel(TimerKey key);

    /** Forgets all timers. */
    void cancelAll();
}
