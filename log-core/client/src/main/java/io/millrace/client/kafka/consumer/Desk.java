package io.millrace.client.kafka.consumer;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The user's side of a consumer: one thread at a time, which asks the client's loop and waits for what comes back.
 * Everything that a consumer keeps outside the client belongs to that thread. {@link #wakeup} and {@link #execute}:
 * <i>any thread.</i>
 */
public final class Desk {
    private static final long LONGEST_MS = Duration.ofDays(3650).toMillis();

    private final ClientThread thread;
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private final AtomicBoolean wakeup = new AtomicBoolean();
    private int depth;
    private volatile boolean closed;

    /** In front of that client. */
    public Desk(ClientThread thread) {
        this.thread = thread;
    }

    /** The calling thread takes the desk, or is told that another one has it, or that it is closed. */
    public void enter() {
        take();
        if (closed) {
            leave();
            throw new IllegalStateException("the consumer is closed");
        }
    }

    /** As {@link #enter}, also when closed. */
    public void take() {
        Thread me = Thread.currentThread();
        if (holder.get() != me && !holder.compareAndSet(null, me)) {
            Thread other = holder.get();
            throw new ConcurrentModificationException("A consumer is not safe for use by several threads: "
                    + me.getName() + " calls while " + (other == null ? "another" : other.getName()) + " is in a call");
        }
        depth++;
    }

    /** Undoes one {@link #enter}. */
    public void leave() {
        if (--depth == 0) {
            loop.release();
            holder.set(null);
        }
    }

    /** No more calls; whether it was so before. */
    public boolean close() {
        boolean before = closed;
        closed = true;
        return before;
    }

    /** Whether it takes no more calls. <i>Any thread.</i> */
    public boolean isClosed() {
        return closed;
    }

    /** Lets the call that waits, or else the next that would, end with a WakeupException. */
    public void wakeup() {
        wakeup.set(true);
        loop.execute(() -> {});
    }

    /** Hands something to the user's thread, which does it when it is in a call that waits. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Hands something to the client's loop. */
    public void send(Runnable task) {
        thread.loop().execute(task);
    }

    /** Does it on the client's loop, not before that time has passed. */
    public Loop.Timer schedule(long delayMs, Runnable task) {
        return thread.loop().schedule(delayMs, task);
    }

    /** The client; touched on its loop only. */
    public LogClient client() {
        return thread.client();
    }

    /** Asks the client; the answer comes to the user's thread. */
    public <T> void ask(BiConsumer<LogClient, Answer<T>> call, Answer<T> answer) {
        thread.<T>ask(call).whenComplete((value, failure) -> loop.execute(() -> answer.done(value, failure)));
    }

    /** Asks the client and waits for the answer. */
    <T> T value(BiConsumer<LogClient, Answer<T>> call, Duration timeout, String what) {
        Box<T> box = new Box<>();
        ask(call, (value, failure) -> {
            box.value = value;
            box.failure = failure;
            box.done = true;
        });
        if (!await(() -> box.done, deadline(timeout))) {
            throw new TimeoutException(what + ": no answer within " + timeout.toMillis() + " ms");
        }
        T value = box.value;
        if (value == null) {
            throw thrown(box.failure);
        }
        return value;
    }

    /** A failure as the user sees it. */
    public static RuntimeException thrown(@Nullable Throwable failure) {
        return failure instanceof RuntimeException known
                ? known
                : new KafkaException(failure == null ? "no answer" : failure.getMessage(), failure);
    }

    public long nanos() {
        return loop.clock().nanos();
    }

    /** The monotonic time after that duration, which may be as long as a duration can be. */
    public long deadline(Duration duration) {
        long ms = duration.compareTo(Duration.ofMillis(LONGEST_MS)) > 0 ? LONGEST_MS : duration.toMillis();
        return nanos() + ms * 1_000_000L;
    }

    /** Does what is due, without waiting. */
    public void turn() {
        loop.turn(0);
    }

    /** Ends the call if somebody asked for that. */
    public void checkWakeup() {
        if (wakeup.get() && wakeup.getAndSet(false)) {
            throw new WakeupException();
        }
        if (Thread.interrupted()) {
            throw new InterruptException(new InterruptedException());
        }
    }

    /** Waits until it is so, or the time is over, which is then false. */
    public boolean await(BooleanSupplier so, long deadlineNanos) {
        return await(so, deadlineNanos, true);
    }

    /** As above; one that may not be woken lets a wakeup wait for the next call. */
    public boolean await(BooleanSupplier so, long deadlineNanos, boolean wakes) {
        while (true) {
            loop.turn(0);
            if (so.getAsBoolean()) {
                return true;
            }
            if (wakes) {
                checkWakeup();
            } else if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            long leftNanos = deadlineNanos - nanos();
            if (leftNanos <= 0) {
                return false;
            }
            loop.turn((leftNanos + 999_999) / 1_000_000);
        }
    }

    private static final class Box<T> {
        private @Nullable T value;
        private @Nullable Throwable failure;
        private boolean done;
    }
}
