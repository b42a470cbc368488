package io.millrace.net;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads on which connections and partitions live: Netty's event loops. <i>Any thread.</i> */
public final class EventLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final int STOP_WITHIN_SECONDS = 10;

    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final List<Loop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    private EventLoops(int count, Clock clock, Consumer<Throwable> onFailure, boolean epoll) {
        Check.that(count > 0, "%d loops", count);
        this.epoll = epoll;
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(count, EventLoops::thread, handlers);
        List<Loop> made = new ArrayList<>(count);
        for (EventExecutor each : group) {
            // Threads start with their first task, in any order; only here is the number known.
            int number = made.size();
            each.execute(() -> Thread.currentThread().setName("millrace-loop-" + number));
            made.add(new NettyLoop((EventLoop) each, clock, onFailure));
        }
        loops = List.copyOf(made);
    }

    /** Loads what the first loops of a process need, native code too, so that they start at once. */
    public static void load() {
        if (!Epoll.isAvailable()) {
            LOG.debug("no epoll here, so loops use the selectors of the JDK");
        }
    }

    /** Starts that many loops, on epoll where it is present; a task that throws is logged, and the loop goes on. */
    public static EventLoops start(int count, Clock clock) {
        return start(count, clock, failure -> LOG.error("a task of a loop failed", failure));
    }

    /** As {@link #start(int, Clock)}; a task that throws is handed over, on its loop, and the loop goes on. */
    public static EventLoops start(int count, Clock clock, Consumer<Throwable> onFailure) {
        return new EventLoops(count, clock, onFailure, Epoll.isAvailable());
    }

    /** On the JDK's selectors, whatever the platform has. */
    static EventLoops startPortable(int count, Clock clock) {
        return new EventLoops(count, clock, failure -> LOG.error("a task of a loop failed", failure), false);
    }

    /** All loops, in order of their number. */
    public List<Loop> loops() {
        return loops;
    }

    /** The loops one after the other. */
    public Loop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** Stops the loops after their queued tasks, and waits for the threads; called from none of them. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_WITHIN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** The Netty loop beneath that loop when it is one of these, else the next one. */
    EventLoop nettyLoop(Loop loop) {
        return ((NettyLoop) (loops.contains(loop) ? loop : next())).eventLoop();
    }

    /** The other way round. */
    Loop loopOf(EventLoop eventLoop) {
        for (Loop each : loops) {
            if (((NettyLoop) each).eventLoop() == eventLoop) {
                return each;
            }
        }
        throw new Check.Violation(eventLoop + " is none of these loops");
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends SocketChannel> socketChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    private static Thread thread(Runnable body) {
        Thread thread = new FastThreadLocalThread(body, "millrace-loop");
        thread.setDaemon(true);
        return thread;
    }
}
