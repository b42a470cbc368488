package io.millrace.streams.runtime;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.config.ClientConfig;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.topology.BuiltTopology;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thread that runs tasks: its life from start to end, and what it says of itself. <i>Any thread.</i> */
public final class StreamThread {
    private static final long REPORT_EVERY_NANOS = 100_000_000L;

    private final String name;
    private final RuntimeConfig config;
    private final BuiltTopology topology;
    private final Map<String, GlobalStore> globals;
    private final Listener listener;
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long processed;
    private volatile ThreadReport report;

    /** Told of a thread's life, on that thread. */
    public interface Listener {
        /** The state changed. */
        void changed(StreamThread thread, ThreadState state);

        /** The thread cannot go on; what was whole is committed. Answers whether the whole application shall stop. */
        boolean failed(StreamThread thread, Throwable failure);

        /** Another thread of the application asked that all of it stops. */
        void toldToStop(StreamThread thread);
    }

    /** Not yet started; the global stores are loaded. */
    public StreamThread(
            String name,
            RuntimeConfig config,
            BuiltTopology topology,
            Map<String, GlobalStore> globals,
            Listener listener) {
        this.name = name;
        this.config = config;
        this.topology = topology;
        this.globals = globals;
        this.listener = listener;
        thread = new Thread(this::run, name);
        report = new ThreadReport(name, name, ThreadState.CREATED, 0, 0, List.of());
    }

    /** The thread's name. */
    public String name() {
        return name;
    }

    /** Begins to run. */
    public void start() {
        thread.start();
    }

    /** Asks for a last commit and the end. */
    public void shutdown() {
        stopping = true;
        loop.wakeup();
    }

    /** Waits for the end, which it has if it never started; false when it did not come in time. */
    public boolean join(long timeoutMs) throws InterruptedException {
        thread.join(Math.max(1, timeoutMs));
        return !thread.isAlive();
    }

    /** Whether the caller runs on this thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** What it was doing when it last looked up; the count of records is newer than the rest. */
    public ThreadReport report() {
        ThreadReport last = report;
        return new ThreadReport(last.name(), last.clientId(), last.state(), processed, last.commits(), last.tasks());
    }

    private void run() {
        enter(ThreadState.STARTING, null);
        Settings settings = config.mainClient().apply(name);
        try (LogClient client = LogClient.open(ClientConfig.from(settings), loop)) {
            loop.turn(0); // makes this thread the loop's owner
            ThreadWork work = new ThreadWork(config, topology, globals, loop, client, settings);
            try {
                work(work);
                enter(ThreadState.PENDING_SHUTDOWN, work);
                work.save();
            } catch (Throwable failure) {
                enter(ThreadState.PENDING_SHUTDOWN, work);
                saveAfter(failure, work);
                if (listener.failed(this, failure)) {
                    work.askAllToStop();
                }
            }
            publish(ThreadState.PENDING_SHUTDOWN, work);
            work.leave();
        } catch (Throwable failure) {
            // The client could not be made, or the end itself failed: there is nothing left to save.
            listener.failed(this, failure);
        }
        enter(ThreadState.DEAD, null);
    }

    private void work(ThreadWork work) {
        long reportedNanos = loop.clock().nanos();
        long reportedCommits = 0;
        work.join();
        while (!stopping && !work.toldToStop()) {
            work.step();
            processed = work.processed();
            long now = loop.clock().nanos();
            if (work.state() != report.state()) {
                enter(work.state(), work);
            } else if (now - reportedNanos >= REPORT_EVERY_NANOS || work.commits() != reportedCommits) {
                reportedNanos = now;
                reportedCommits = work.commits();
                publish(work.state(), work);
            }
        }
        if (work.toldToStop()) {
            listener.toldToStop(this);
        }
    }

    /** The first failure is the one to be told; what follows from it goes along. */
    private static void saveAfter(Throwable failure, ThreadWork work) {
        try {
            work.save();
        } catch (RuntimeException consequence) {
            failure.addSuppressed(consequence);
        }
    }

    private void enter(ThreadState next, @Nullable ThreadWork work) {
        publish(next, work);
        listener.changed(this, next);
    }

    private void publish(ThreadState state, @Nullable ThreadWork work) {
        ThreadReport last = report;
        report = work == null
                ? new ThreadReport(name, name, state, processed, last.commits(), List.of())
                : new ThreadReport(name, name, state, processed, work.commits(), work.report());
    }
}
