package io.millrace.net;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection may do nothing, and how long a request may take to arrive: whoever opens connections and says
 * nothing, or a byte now and then, does not keep them. One timer for each of the two, which is set anew when it fires
 * and not at every read. <i>Loop-owned.</i>
 */
final class Patience {
    /** A request gets a second more for this many bytes. */
    private static final int SLOWEST_BYTES_PER_SECOND = 64 << 10;

    private final Watched watched;
    private final long idleNanos;
    private final long frameNanos;
    private long activeNanos;
    private boolean watchingFrame;
    private long frame;
    private long frameBegunNanos;
    private @Nullable Future<?> idleTimer;
    private @Nullable Future<?> frameTimer;

    Patience(TcpServer.Limits limits, Watched watched) {
        this.watched = watched;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(limits.idleMs());
        this.frameNanos = TimeUnit.MILLISECONDS.toNanos(limits.frameMs());
    }

    /** What is watched. */
    interface Watched {
        /** Whether a request is being carried out, which is no idleness of the client's. */
        boolean busy();

        /** Whether the node itself does not read on; then nothing can arrive. */
        boolean paused();

        /** The number of the request that has arrived in part, -1 when none has. */
        long partial();

        /** The size of that request. */
        int partialBytes();

        /** Ends it. */
        void giveUp(String why);
    }

    void begin(ChannelHandlerContext ctx) {
        active();
        idleTimer = later(ctx, idleNanos, () -> checkIdle(ctx));
    }

    void end() {
        cancel(idleTimer);
        cancel(frameTimer);
    }

    /** Something was read or written. */
    void active() {
        activeNanos = System.nanoTime();
    }

    /** All that had arrived was looked at. */
    void readComplete(ChannelHandlerContext ctx) {
        if (!watchingFrame && watched.partial() >= 0) {
            watch(ctx);
        }
    }

    private void watch(ChannelHandlerContext ctx) {
        watchingFrame = true;
        frame = watched.partial();
        frameBegunNanos = System.nanoTime();
        frameTimer = later(ctx, frameNanos, () -> checkFrame(ctx));
    }

    private void checkIdle(ChannelHandlerContext ctx) {
        long left = activeNanos + idleNanos - System.nanoTime();
        if (left <= 0 && !watched.busy()) {
            watched.giveUp("it was idle for too long");
            return;
        }
        idleTimer = later(ctx, left <= 0 ? idleNanos : left, () -> checkIdle(ctx));
    }

    private void checkFrame(ChannelHandlerContext ctx) {
        watchingFrame = false;
        long partial = watched.partial();
        if (partial < 0) {
            return;
        }
        if (partial != frame || watched.paused()) {
            watch(ctx);
            return;
        }
        long allowed = frameNanos + TimeUnit.SECONDS.toNanos(1) * watched.partialBytes() / SLOWEST_BYTES_PER_SECOND;
        long left = frameBegunNanos + allowed - System.nanoTime();
        if (left <= 0) {
            watched.giveUp("its request took too long to arrive");
            return;
        }
        watchingFrame = true;
        frameTimer = later(ctx, left, () -> checkFrame(ctx));
    }

    private static Future<?> later(ChannelHandlerContext ctx, long nanos, Runnable check) {
        return ctx.executor().schedule(check, nanos, TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
