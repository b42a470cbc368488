package io.millrace.net;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Netty event loop as a {@link Loop}. <i>Any thread.</i> */
final class NettyLoop implements Loop {
    private final EventLoop eventLoop;
    private final Clock clock;
    private final Consumer<Throwable> onFailure;

    NettyLoop(EventLoop eventLoop, Clock clock, Consumer<Throwable> onFailure) {
        this.eventLoop = eventLoop;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        try {
            eventLoop.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            unlessEnded(e);
        }
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        try {
            Future<?> scheduled = eventLoop.schedule(() -> guarded(task), delayMs, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            unlessEnded(e);
            return () -> {};
        }
    }

    private void unlessEnded(RejectedExecutionException e) {
        if (!eventLoop.isShuttingDown()) {
            throw e;
        }
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** The loop's one outer handler; Netty's own would only log. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }
}
