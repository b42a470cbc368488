package io.millrace.streams;

import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import io.millrace.streams.runtime.GlobalThread;
import io.millrace.streams.runtime.RuntimeConfig;
import io.millrace.streams.runtime.StreamThread;
import io.millrace.streams.runtime.ThreadState;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.topology.BuiltTopology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of an application: its threads, and with other instances of the same {@code application.id} a share of
 * its tasks. State is held in memory, kept in changelog topics and restored from them. <i>Any thread;</i> its lock
 * guards the state and the list of threads.
 */
public class KafkaStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStreams.class);

    private final BuiltTopology topology;
    private final RuntimeConfig config;
    private final String clientId;
    private final int threadCount;
    private final Map<StreamThread, ThreadState> threads = new LinkedHashMap<>();
    private final Queue<Runnable> news = new ArrayDeque<>();
    private final Threads events = new Threads();
    private @Nullable GlobalThread globalThread;
    private @Nullable StateListener stateListener;
    private @Nullable StreamsUncaughtExceptionHandler exceptionHandler;
    private State state = State.CREATED;
    private int threadsMade;
    private boolean delivering;

    /**
     * Life of an instance.
     *
     * <pre>
     * CREATED --start--> REBALANCING --all threads run--> RUNNING --tasks move--> REBALANCING
     * CREATED, REBALANCING, RUNNING --close--> PENDING_SHUTDOWN --threads ended--> NOT_RUNNING
     * REBALANCING, RUNNING --a thread died, and the handler says so--> PENDING_ERROR --threads ended--> ERROR
     * </pre>
     */
    public enum State {
        /** Not started. */
        CREATED,
        /** Tasks are being assigned or restored. */
        REBALANCING,
        /** All tasks process. */
        RUNNING,
        /** Threads commit for the last time. */
        PENDING_SHUTDOWN,
        /** Closed. */
        NOT_RUNNING,
        /** Threads are being stopped because of a failure. */
        PENDING_ERROR,
        /** Stopped because of a failure. */
        ERROR;

        private static final Map<State, Set<State>> NEXT = Map.of(
                CREATED, EnumSet.of(REBALANCING, PENDING_SHUTDOWN),
                REBALANCING, EnumSet.of(RUNNING, PENDING_SHUTDOWN, PENDING_ERROR),
                RUNNING, EnumSet.of(REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR),
                PENDING_SHUTDOWN, EnumSet.of(NOT_RUNNING),
                PENDING_ERROR, EnumSet.of(ERROR));

        /** Whether it is started and not being stopped. */
        public boolean isRunningOrRebalancing() {
            return this == RUNNING || this == REBALANCING;
        }

        /** Whether it has not been started. */
        public boolean hasNotStarted() {
            return this == CREATED;
        }

        /** Whether it is being stopped, for whatever reason. */
        public boolean isShuttingDown() {
            return this == PENDING_SHUTDOWN || this == PENDING_ERROR;
        }

        /** Whether it has stopped for good. */
        public boolean hasCompletedShutdown() {
            return this == NOT_RUNNING || this == ERROR;
        }

        /** Whether that state may follow this one. */
        public boolean isValidTransition(State next) {
            return NEXT.getOrDefault(this, Set.of()).contains(next);
        }
    }

    /** Told of each change of the state, in order, on the thread that made it. */
    @FunctionalInterface
    public interface StateListener {
        /** The state changed. */
        void onChange(State newState, State oldState);
    }

    /** An instance that is not started; throws ConfigException that names a bad setting. */
    public KafkaStreams(Topology topology, Properties props) {
        this(topology, new StreamsConfig(props));
    }

    /** An instance that is not started. */
    public KafkaStreams(Topology topology, StreamsConfig applicationConfigs) {
        UUID processId = UUID.randomUUID();
        this.topology = topology.built();
        config = RuntimeSettings.bind(applicationConfigs, processId);
        String given = applicationConfigs.getString(StreamsConfig.CLIENT_ID_CONFIG);
        clientId = given.isEmpty() ? config.applicationId() + "-" + processId : given;
        threadCount = applicationConfigs.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
    }

    /** The state now. */
    public synchronized State state() {
        return state;
    }

    /** Sets who is told of changes; before the start only. */
    public synchronized void setStateListener(@Nullable StateListener listener) {
        beforeStart("a state listener");
        stateListener = listener;
    }

    /** Sets who decides when a thread dies; before the start only. Without one, the instance stops with an error. */
    public synchronized void setUncaughtExceptionHandler(StreamsUncaughtExceptionHandler handler) {
        beforeStart("an uncaught exception handler");
        exceptionHandler = handler;
    }

    /** Starts the threads and returns; global tables are loaded before the first record is processed. */
    public void start() {
        synchronized (this) {
            if (state != State.CREATED) {
                throw new IllegalStateException("the instance is started once; its state is " + state);
            }
            change(State.REBALANCING);
            if (topology.globals().isEmpty()) {
                startThreads(Map.of());
            } else {
                globalThread = new GlobalThread(
                        clientId + "-GlobalStreamThread", config, topology.globals(), events::globalsLoaded, events);
                globalThread.start();
            }
        }
        deliver();
    }

    /** Commits, stops all threads and waits for them. */
    @Override
    public void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Commits, stops all threads and waits at most so long; false when some still run (they go on stopping). */
    public boolean close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the time-out is negative: " + timeout);
        }
        stop(State.PENDING_SHUTDOWN, State.NOT_RUNNING);
        boolean ended = awaitEnd(timeout);
        deliver();
        return ended;
    }

    /**
     * Removes the state that this instance left on its disk. There is none: state is restored from changelog topics. To
     * compute everything anew, reset the application.
     */
    public synchronized void cleanUp() {
        if (state.isRunningOrRebalancing() || state.isShuttingDown()) {
            throw new IllegalStateException("Cannot clean up while running.");
        }
    }

    /** The figures now. */
    public synchronized Map<MetricName, ? extends Metric> metrics() {
        return InstanceMetrics.of(
                state,
                clientId,
                threads.keySet().stream().map(StreamThread::report).toList());
    }

    /** The threads now. */
    public synchronized Set<ThreadMetadata> metadataForLocalThreads() {
        Set<ThreadMetadata> metadata = new LinkedHashSet<>();
        threads.keySet().forEach(thread -> metadata.add(LocalThread.of(thread.report())));
        return metadata;
    }

    private void beforeStart(String what) {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "Can only set " + what + " before calling start(). Current state is: " + state);
        }
    }

    // ---- under the lock ----

    private boolean change(State next) {
        State old = state;
        if (!old.isValidTransition(next)) {
            return false;
        }
        state = next;
        LOG.info("{}: {} -> {}", clientId, old, next);
        StateListener listener = stateListener;
        if (listener != null) {
            news.add(() -> listener.onChange(next, old));
        }
        notifyAll();
        return true;
    }

    private void startThreads(Map<String, GlobalStore> globals) {
        if (topology.subTopologies().isEmpty()) {
            change(State.RUNNING);
        }
        for (int i = 0; i < threadCount && !topology.subTopologies().isEmpty(); i++) {
            startThread(globals);
        }
    }

    private void startThread(Map<String, GlobalStore> globals) {
        String name = clientId + "-StreamThread-" + ++threadsMade;
        StreamThread thread = new StreamThread(name, config, topology, globals, events);
        threads.put(thread, ThreadState.CREATED);
        thread.start();
    }

    // ---- stopping ----

    /** Begins to stop, unless that has begun already; a thread of its own waits for all the others. */
    private void stop(State pending, State last) {
        synchronized (this) {
            if (state.isShuttingDown() || state.hasCompletedShutdown() || !change(pending)) {
                return;
            }
            List<StreamThread> all = List.copyOf(threads.keySet());
            GlobalThread global = globalThread;
            Thread closer = new Thread(() -> endAll(all, global, last), clientId + "-CloseThread");
            closer.start();
        }
        deliver();
    }

    private void endAll(List<StreamThread> all, @Nullable GlobalThread global, State last) {
        try {
            all.forEach(StreamThread::shutdown);
            for (StreamThread thread : all) {
                thread.join(Long.MAX_VALUE);
            }
            if (global != null) {
                global.shutdown();
                global.join(Long.MAX_VALUE);
            }
        } catch (InterruptedException interrupted) {
            LOG.warn("{}: interrupted while its threads were stopping", clientId);
        }
        synchronized (this) {
            change(last);
        }
        deliver();
    }

    private boolean awaitEnd(Duration timeout) {
        long millis = saturatedMillis(timeout);
        long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (this) {
            boolean ownThread = threads.keySet().stream().anyMatch(StreamThread::isCurrent);
            while (!state.hasCompletedShutdown()) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
                if (ownThread || leftMs <= 0) {
                    return false;
                }
                try {
                    wait(leftMs);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private static long saturatedMillis(Duration timeout) {
        long longest = TimeUnit.DAYS.toMillis(3650);
        return timeout.compareTo(Duration.ofMillis(longest)) > 0 ? longest : timeout.toMillis();
    }

    // ---- listeners, outside the lock and in order ----

    private void deliver() {
        while (true) {
            Runnable next;
            synchronized (this) {
                if (delivering || news.isEmpty()) {
                    return;
                }
                delivering = true;
                next = news.remove();
            }
            try {
                next.run();
            } finally {
                synchronized (this) {
                    delivering = false;
                }
            }
        }
    }

    /** What the threads say. */
    private final class Threads implements StreamThread.Listener, java.util.function.Consumer<@Nullable Throwable> {
        @Override
        public void changed(StreamThread thread, ThreadState next) {
            synchronized (KafkaStreams.this) {
                if (next == ThreadState.DEAD) {
                    threads.remove(thread);
                } else if (threads.containsKey(thread)) {
                    threads.put(thread, next);
                }
                boolean all =
                        !threads.isEmpty() && threads.values().stream().allMatch(state -> state == ThreadState.RUNNING);
                if (all) {
                    change(State.RUNNING);
                } else if (state == State.RUNNING && !threads.isEmpty()) {
                    change(State.REBALANCING);
                }
            }
            deliver();
        }

        @Override
        public boolean failed(StreamThread thread, Throwable failure) {
            LOG.error("{}: died", thread.name(), failure);
            StreamThreadExceptionResponse response = ask(failure);
            if (response == StreamThreadExceptionResponse.REPLACE_THREAD) {
                synchronized (KafkaStreams.this) {
                    if (state.isRunningOrRebalancing()) {
                        startThread(globalThread == null ? Map.of() : globalThread.stores());
                    }
                }
                return false;
            }
            stop(State.PENDING_ERROR, State.ERROR);
            return response == StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        }

        @Override
        public void toldToStop(StreamThread thread) {
            LOG.error("{}: another thread of the application asked that all of it stops", thread.name());
            stop(State.PENDING_ERROR, State.ERROR);
        }

        private void globalsLoaded() {
            synchronized (KafkaStreams.this) {
                if (globalThread != null && state.isRunningOrRebalancing()) {
                    startThreads(globalThread.stores());
                }
            }
            deliver();
        }

        /** The global thread ended; it is never replaced, since its tables would stand still. */
        @Override
        public void accept(@Nullable Throwable failure) {
            if (failure != null && state().isRunningOrRebalancing()) {
                LOG.error("{}: the global tables' thread died", clientId, failure);
                ask(failure);
                stop(State.PENDING_ERROR, State.ERROR);
            }
        }

        private StreamThreadExceptionResponse ask(Throwable failure) {
            StreamsUncaughtExceptionHandler handler;
            synchronized (KafkaStreams.this) {
                handler = exceptionHandler;
            }
            if (handler == null || failure instanceof Error) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            try {
                return handler.handle(failure instanceof StreamsException ? failure : new StreamsException(failure));
            } catch (RuntimeException alsoFailed) {
                LOG.error("{}: the uncaught exception handler threw", clientId, alsoFailed);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
    }
}
