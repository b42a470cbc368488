package io.millrace.client.kafka.subscription;

import io.millrace.base.Loop;
import io.millrace.client.kafka.consumer.Desk;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a member whose user does not poll leaves its group. <i>Loop-owned;</i> {@link #polled}: <i>any
 * thread.</i>
 */
final class PollWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PollWatch.class);

    private final Desk desk;
    private final int intervalMs;
    private final Runnable expire;
    private final AtomicLong polledNanos = new AtomicLong();
    private Loop.@Nullable Timer timer;

    PollWatch(Desk desk, int intervalMs, Runnable expire) {
        this.desk = desk;
        this.intervalMs = intervalMs;
        this.expire = expire;
    }

    void polled() {
        polledNanos.lazySet(desk.nanos());
    }

    void start() {
        stop();
        watch();
    }

    void stop() {
        Loop.Timer set = timer;
        if (set != null) {
            set.cancel();
            timer = null;
        }
    }

    private void watch() {
        long leftMs = intervalMs - (desk.nanos() - polledNanos.get()) / 1_000_000L;
        if (leftMs <= 0) {
            timer = null;
            LOG.warn(
                    "leaving the group: more than max.poll.interval.ms={} passed between two polls; poll more often,"
                            + " or lower max.poll.records",
                    intervalMs);
            expire.run();
            return;
        }
        timer = desk.schedule(leftMs, this::watch);
    }
}
