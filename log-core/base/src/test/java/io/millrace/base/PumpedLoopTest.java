package io.millrace.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PumpedLoopTest {
    private final ManualClock clock = new ManualClock();
    private final PumpedLoop loop = new PumpedLoop(clock);
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsTasksInTheOrderOfArrival() {
        loop.execute(() -> ran.add("first"));
        loop.execute(() -> ran.add("second"));

        assertThat(loop.turn(0)).isEqualTo(2);
        assertThat(ran).containsExactly("first", "second");
        assertThat(loop.turn(0)).isZero();
    }

    @Test
    void runsTimersWhenTheyAreDueAndNotBefore() {
        loop.turn(0);
        loop.schedule(10, () -> ran.add("later"));
        loop.schedule(5, () -> ran.add("sooner"));

        clock.advanceMs(4);
        loop.turn(0);
        assertThat(ran).isEmpty();

        clock.advanceMs(6);
        loop.turn(0);
        assertThat(ran).containsExactly("sooner", "later");
    }

    @Test
    void forgetsACancelledTimer() {
        loop.turn(0);
        loop.schedule(5, () -> ran.add("never")).cancel();
        clock.advanceMs(10);
        loop.turn(0);
        assertThat(ran).isEmpty();
    }

    @Test
    void aTaskFromAnotherThreadEndsTheWait() throws InterruptedException {
        PumpedLoop real = new PumpedLoop(Clock.SYSTEM);
        Thread other = new Thread(() -> real.execute(() -> ran.add("woken")));
        real.turn(0);
        other.start();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (ran.isEmpty() && System.nanoTime() < deadline) {
            real.turn(10_000);
        }
        other.join();
        assertThat(ran).containsExactly("woken");
    }

    @Test
    void refusesASecondThread() throws InterruptedException {
        loop.turn(0);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread intruder = new Thread(() -> {
            try {
                loop.turn(0);
            } catch (Check.Violation e) {
                seen.set(e);
            }
        });
        intruder.start();
        intruder.join();
        assertThat(seen.get()).isInstanceOf(Check.Violation.class);
        assertThatThrownBy(() -> {
                    throw seen.get();
                })
                .hasMessageContaining("one thread");
    }

    private static final class ManualClock implements Clock {
        private long nanos;

        private void advanceMs(long ms) {
            nanos += ms * 1_000_000;
        }

        @Override
        public long wallMs() {
            return nanos / 1_000_000;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
