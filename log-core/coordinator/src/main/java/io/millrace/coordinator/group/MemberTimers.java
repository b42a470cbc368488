package io.millrace.coordinator.group;

import io.millrace.base.Check;
import io.millrace.coordinator.consumer.ConsumerTimers;

/** The timers of consumer groups' members among those of the partition. <i>Loop-owned.</i> */
final class MemberTimers implements ConsumerTimers {
    private final Timers timers;

    MemberTimers(Timers timers) {
        this.timers = timers;
    }

    @Override
    public void schedule(Kind kind, String group, String member, long delayMs) {
        timers.schedule(key(kind, group, member), delayMs);
    }

    @Override
    public void cancel(Kind kind, String group, String member) {
        timers.cancel(key(kind, group, member));
    }

    /** True when the key is of a consumer group's member. */
    static boolean names(TimerKey key) {
        return key.kind() == TimerKey.Kind.CONSUMER_SESSION || key.kind() == TimerKey.Kind.CONSUMER_REVOCATION;
    }

    static Kind kind(TimerKey key) {
        Check.that(names(key), "%s is not of a consumer group", key);
        return key.kind() == TimerKey.Kind.CONSUMER_SESSION ? Kind.SESSION : Kind.REVOCATION;
    }

    private static TimerKey key(Kind kind, String group, String member) {
        TimerKey.Kind of = kind == Kind.SESSION ? TimerKey.Kind.CONSUMER_SESSION : TimerKey.Kind.CONSUMER_REVOCATION;
        return new TimerKey(group, of, member);
    }
}
