package io.millrace.broker.coordinate;

import io.millrace.base.Loop;
import io.millrace.coordinator.group.TimerKey;
import io.millrace.coordinator.group.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A group coordinator's timers on its loop. <i>Loop-owned.</i> */
final class LoopTimers implements Timers {
    private final Loop loop;
    private final Consumer<TimerKey> fire;
    private final Map<TimerKey, Loop.Timer> running = new HashMap<>();

    LoopTimers(Loop loop, Consumer<TimerKey> fire) {
        this.loop = loop;
        this.fire = fire;
    }

    @Override
    public void schedule(TimerKey key, long delayMs) {
        cancel(key);
        running.put(key, loop.schedule(delayMs, () -> {
            running.remove(key);
            fire.accept(key);
        }));
    }

    @Override
    public void cancel(TimerKey key) {
        Loop.Timer timer = running.remove(key);
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void cancelAll() {
        running.values().forEach(Loop.Timer::cancel);
        running.clear();
    }
}
