package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopsTest {
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final EventLoops loops = EventLoops.start(2, Clock.SYSTEM, failures::add);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void tasksRunInTheirOrderOnTheirThread() throws Exception {
        Loop loop = loops.loops().get(1);
        List<Integer> ran = new ArrayList<>();
        CompletableFuture<String> thread = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> ran.add(number));
        }
        loop.execute(() -> thread.complete(Thread.currentThread().getName() + loop.inLoop()));

        assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("millrace-loop-1true");
        assertThat(ran).hasSize(100).isSorted();
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void aTimerRunsNotBeforeItsTimeAndACancelledOneNever() throws Exception {
        Loop loop = loops.next();
        CountDownLatch rang = new CountDownLatch(1);
        BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
        long before = System.nanoTime();
        loop.schedule(10, () -> cancelled.add("rang")).cancel();
        loop.schedule(20, rang::countDown);

        assertThat(rang.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
        assertThat(cancelled).isEmpty();
    }

    @Test
    void aLoopThatHasEndedDropsWhatItIsHanded() {
        Loop loop = loops.next();
        List<String> ran = new ArrayList<>();
        loops.close();

        loop.execute(() -> ran.add("task"));
        loop.schedule(0, () -> ran.add("timer")).cancel();

        assertThat(ran).isEmpty();
    }

    @Test
    void aTaskThatThrowsIsHandedOverAndTheLoopGoesOn() throws Exception {
        Loop loop = loops.next();
        CountDownLatch next = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("planted");
        });
        loop.schedule(0, () -> {
            throw new AssertionError("planted too");
        });
        loop.execute(next::countDown);

        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("planted");
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("planted too");
    }
}
